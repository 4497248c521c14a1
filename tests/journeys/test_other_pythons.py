"""The oldest and the newest supported Python each make a first journey, on wheels, in an empty home."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from commandline import CommandLine, Outcome
from wheels import install

import zenml as product

PIPELINE = """\
from zenml import pipeline, step


@step
def one() -> int:
    return 1


@step
def double(number: int) -> int:
    return 2 * number


@step
def add(left: int, right: int) -> int:
    return left + right


@pipeline
def sums():
    number = one()
    add(number, double(number))


if __name__ == "__main__":
    print(sums().run().get_step("add").output.read())
"""


@pytest.fixture(scope="module", params=["3.10", "3.13"])
def python(request: pytest.FixtureRequest, wheels: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    version: str = request.param
    found = next(_interpreters(version), None)
    if found:
        return install(wheels, tmp_path_factory.mktemp(f"python{version}") / "venv", found)
    if os.environ.get("CI"):
        pytest.fail(f"Python {version} is neither on PATH nor in pyenv, and in CI it has to be")
    pytest.skip(f"Python {version} is neither on PATH nor in pyenv")


@pytest.fixture
def zenml(python: Path) -> CommandLine:
    return CommandLine(python.with_name("zenml"))


def test_it_tells_its_version(zenml: CommandLine) -> None:
    assert zenml("version") == Outcome(f"{product.__version__}\n", "", 0)


def test_it_lists_the_flavors_of_the_installed_packages(zenml: CommandLine) -> None:
    listed = zenml("artifact-store", "flavor", "list")
    assert (listed.code, listed.stderr) == (0, "")
    assert "zenml-local" in listed.stdout


def test_it_makes_the_default_stack(zenml: CommandLine) -> None:
    listed = zenml("stack", "list")
    assert listed.code == 0
    assert "default" in listed.stdout


def test_it_runs_a_pipeline_of_three_steps(python: Path, zenml: CommandLine) -> None:
    Path("sums.py").write_text(PIPELINE, encoding="utf-8")
    done = subprocess.run([python, "sums.py"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()[-1:]) == (0, ["3"]), done.stderr
    assert "sums" in zenml("pipeline", "runs", "list").stdout


def _interpreters(version: str) -> Iterator[Path]:
    """Find interpreters of the version that start; a shim of pyenv may stand for one that is not chosen here."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    on_path = shutil.which(f"python{version}")
    candidates = [Path(on_path)] if on_path else []
    for candidate in [*candidates, *sorted(pyenv.glob(f"versions/{version}.*/bin/python{version}"))]:
        question = f"import sys, venv; sys.exit(sys.version_info[:2] != {tuple(map(int, version.split('.')))})"
        if subprocess.run([candidate, "-c", question], capture_output=True, check=False).returncode == 0:
            yield candidate
