"""Install the programs outside of Python that the tests run: ``python3 tooling/services.py``.

Debian packages bring them, so they are installed where apt-get is and the user may; elsewhere it is said what is
missing, and the tests that need it are skipped with the same words. Nothing is done when all of them are there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable

PACKAGES = {
    "buildah": "buildah",
    "crun": "crun",
    "docker-registry": "docker-registry",
    "fish": "fish",
    "podman": "podman",
    "zsh": "zsh",
}
"""By the program that is looked for on ``PATH``: the package of Debian that brings it."""
_LOCK_TIMEOUT_SECONDS = 300
"""How long to wait for another apt-get."""


def missing_programs() -> list[str]:
    return [program for program in PACKAGES if not shutil.which(program)]


def install(packages: Iterable[str]) -> None:
    """Install packages of Debian, without a question and without a word unless something fails.

    Raises:
        subprocess.CalledProcessError: apt-get could not; what it said stands on the terminal.
    """
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        line = ["apt-get", "-qq", "-o", f"DPkg::Lock::Timeout={_LOCK_TIMEOUT_SECONDS}", *words]
        subprocess.run(line, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)


def main() -> int:
    """Install what is missing; end with 0 all the same where that is not possible, since most tests can run."""
    missing = missing_programs()
    if missing and shutil.which("apt-get") and os.geteuid() == 0:
        print(f"Installing {' '.join(missing)} ...", flush=True)
        try:
            install(sorted({PACKAGES[program] for program in missing}))
        except subprocess.CalledProcessError as error:
            print(f"apt-get did not manage: {error}", file=sys.stderr)
    remaining = missing_programs()
    if remaining:
        print(f"Not installed, so some tests will be skipped: {' '.join(remaining)}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
