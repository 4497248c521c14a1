"""Make the environment that a verb of the Makefile needs: ``python3 tooling/environment.py dev|demo|bench``.

Our own distributions are installed from their folders, all in one resolution: their names may belong to others
in an index. An environment that is up to date is left alone.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DISTRIBUTIONS = ("core", "plugins/local", "plugins/sql", ".")
NAMES = ("zenml", "zenml-core", "zenml-local", "zenml-sql")


@dataclass(frozen=True)
class Environment:
    """Say where an environment lies and what is in it."""

    folder: str
    group: str
    is_editable: bool = False
    is_compiled: bool = False

    @property
    def path(self) -> Path:
        return ROOT / self.folder

    @property
    def python(self) -> Path:
        return self.path / "bin" / "python"

    @property
    def stamp(self) -> Path:
        return self.path / "zenml-environment.sha256"


ENVIRONMENTS = {
    "dev": Environment(".venv", group="dev", is_editable=True),
    "demo": Environment(".demo/venv", group="demo"),
    "bench": Environment(".bench/venv", group="bench", is_compiled=True),
}


def make(environment: Environment) -> None:
    """Create or renew the environment, unless nothing that it was made from has changed.

    Raises:
        SystemExit: its packages cannot be installed.
    """
    wanted = _fingerprint(environment)
    if environment.stamp.exists() and environment.stamp.read_text() == wanted and _works(environment):
        return
    print(f"Making {environment.folder} with Python {sys.version.split()[0]} ...", flush=True)
    if not _works(environment):
        shutil.rmtree(environment.path, ignore_errors=True)
        venv.create(environment.path, with_pip=True, symlinks=True)
    environment.stamp.unlink(missing_ok=True)
    _install(environment)
    if environment.is_compiled:
        _compile(environment)
    environment.stamp.write_text(wanted)


def _fingerprint(environment: Environment) -> str:
    """Return the SHA-256 of everything the environment is made from."""
    digest = hashlib.sha256(repr(environment).encode())
    for path in sorted(_ingredients(environment)):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _ingredients(environment: Environment) -> set[Path]:
    """Return the files whose change asks for a new installation: an editable one sees its sources change anyway."""
    folders = [ROOT / name for name in DISTRIBUTIONS]
    made_of = {folder / "pyproject.toml" for folder in folders}
    made_of |= {ROOT / "constraints.txt", Path(__file__).resolve()}
    if environment.is_editable:
        return made_of
    return made_of | {
        path
        for folder in folders
        for path in (folder / "src").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def _works(environment: Environment) -> bool:
    """Say whether the environment's interpreter starts and is new enough (the system's may have moved away)."""
    question = "import sys, pip; sys.exit(sys.version_info < (3, 10))"
    try:
        return subprocess.run([environment.python, "-c", question], check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def _install(environment: Environment) -> None:
    """Install with uv, which takes seconds; with pip where uv cannot be had or does not know pip's settings."""
    _run(environment, "pip", "install", "--quiet", "--upgrade", "pip", "-c", "constraints.txt")
    flag = ["-e"] if environment.is_editable else []
    ours = [part for name in DISTRIBUTIONS for part in (*flag, f"./{name}" if name != "." else ".")]
    wanted = ["-c", "constraints.txt", "--group", environment.group, *ours]
    # uv would take an unchanged pyproject.toml for an unchanged distribution.
    fresh = [part for name in NAMES for part in ("--reinstall-package", name)]
    try:
        _run(environment, "pip", "install", "--quiet", "uv", "-c", "constraints.txt")
        _run(environment, "uv", "pip", "install", "--quiet", "--python", str(environment.python), *fresh, *wanted)
    except subprocess.CalledProcessError:
        print("uv did not manage; installing with pip, which takes longer ...", flush=True)
        _run(environment, "pip", "install", "--quiet", *wanted)


def _compile(environment: Environment) -> None:
    """Write all bytecode, so that no measured command pays for it."""
    _run(environment, "compileall", "-q", "-j", "0", str(environment.path / "lib"))


def _run(environment: Environment, module: str, *arguments: str) -> None:
    """Run a module in the environment.

    Raises:
        subprocess.CalledProcessError: it did not succeed; what it said stands on the terminal.
    """
    variables = os.environ | {
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "UV_SYSTEM_CERTS": "1",
        "VIRTUAL_ENV": str(environment.path),
    }
    subprocess.run([environment.python, "-m", module, *arguments], cwd=ROOT, env=variables, check=True)


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in ENVIRONMENTS:
        print(f"usage: environment.py {'|'.join(ENVIRONMENTS)}", file=sys.stderr)
        return 2
    try:
        make(ENVIRONMENTS[arguments[0]])
    except subprocess.CalledProcessError as error:
        print(f"The environment could not be made: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
