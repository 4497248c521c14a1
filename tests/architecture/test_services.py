"""What ``make test`` does about programs that are no Python packages."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from checkout import ROOT

PROGRAMS = "buildah crun docker-registry fish podman zsh"
ALL_BUT_PODMAN = PROGRAMS.replace(" podman", "")
APT_GET = """#!{python}
import os, sys
from pathlib import Path
here = Path(__file__).parent
with open(here / "calls", "a") as calls:
    print(os.environ["DEBIAN_FRONTEND"], *sys.argv[4:], file=calls)
if "install" in sys.argv and not (here / "broken").exists():
    for package in sys.argv[sys.argv.index("--no-install-recommends") + 1 :]:
        (here / package).touch(0o755)
sys.exit((here / "broken").exists())
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the only folder of programs, which is empty."""
    (tmp_path / "bin").mkdir()
    return tmp_path / "bin"


@pytest.fixture
def apt_get(path: Path) -> Path:
    """Put an apt-get there, whose packages hold a program of their own name; return the list of its calls."""
    if os.geteuid() != 0:
        pytest.skip("only the superuser may install")
    (path / "apt-get").write_text(APT_GET.format(python=sys.executable))
    (path / "apt-get").chmod(0o755)
    return path / "calls"


def services(path: Path) -> tuple[int, str, str]:
    line = [sys.executable, str(ROOT / "tooling" / "services.py")]
    done = subprocess.run(line, env={"PATH": str(path)}, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def test_where_nothing_can_be_installed_it_says_what_is_missing(path: Path) -> None:
    (path / "podman").touch(0o755)
    assert services(path) == (0, "", f"Not installed, so some tests will be skipped: {ALL_BUT_PODMAN}\n")


def test_what_is_missing_is_installed(path: Path, apt_get: Path) -> None:
    (path / "podman").touch(0o755)
    assert services(path) == (0, f"Installing {ALL_BUT_PODMAN} ...\n", "")
    assert apt_get.read_text().splitlines() == [
        "noninteractive update",
        f"noninteractive install --yes --no-install-recommends {ALL_BUT_PODMAN}",
    ]


def test_where_all_is_there_nobody_is_asked(path: Path, apt_get: Path) -> None:
    for program in PROGRAMS.split():
        (path / program).touch(0o755)
    assert services(path) == (0, "", "")
    assert not apt_get.exists()


def test_an_installation_that_fails_ends_nothing(path: Path, apt_get: Path) -> None:
    (path / "broken").touch()
    code, _, said = services(path)
    assert code == 0
    assert said.splitlines()[0].startswith("apt-get did not manage: ")
    assert said.splitlines()[1] == f"Not installed, so some tests will be skipped: {PROGRAMS}"
