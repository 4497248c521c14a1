"""Steps that end in the worst ways: the run never looks finished, and says what happened."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from commandline import CommandLine

from zenml.post_execution import get_run

PROJECT = """
import os
import resource
import signal
import sys

from zenml import pipeline, step


class Odd(BaseException):
    pass


@step(enable_cache=False)
def number() -> int:
    return 1


@step(enable_cache=False)
def unpicklable(number: int) -> object:
    return (each for each in range(3))


@step(enable_cache=False)
def odd(number: int) -> int:
    raise Odd("not even an Exception")


@step(enable_cache=False)
def leaves(number: int) -> int:
    sys.exit(0)


@step(enable_cache=False)
def exits(number: int) -> int:
    os._exit(0)


@step(enable_cache=False)
def crashes(number: int) -> int:
    os.kill(os.getpid(), signal.SIGSEGV)


@step(enable_cache=False)
def swallows(number: int) -> int:
    used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + 2**28, resource.getrlimit(resource.RLIMIT_AS)[1]))
    return len(bytearray(2**30))


@pipeline
def ending(last):
    last(number())


if __name__ == "__main__":
    ending(globals()[sys.argv[1]]()).run(run_name=sys.argv[1])
"""
OWN_ENDS = {
    "odd": ("failed", "Odd: not even an Exception"),
    "leaves": ("failed", "SystemExit: 0"),
    "swallows": ("failed", "MemoryError"),
}
"""What the step's process lives on after."""
ENDS_OF_WORKERS = {
    "exits": ("failed", "ChildProcessError: its process ended itself with exit code 0"),
    "crashes": ("failed", "ChildProcessError: its process was ended by SIGSEGV"),
}
DEATH = ("crashed", None)
"""In one process the step takes the run along, and nobody is left to see how."""


@pytest.fixture
def project(tmp_path: Path, used_before: Path) -> Path:
    (tmp_path / "ends.py").write_text(PROJECT)
    return tmp_path


def end_of(project: Path, name: str) -> tuple[str, str | None]:
    """Run to the end that the step makes, and return state and error of that step."""
    done = subprocess.run(
        [sys.executable, "ends.py", name], cwd=project, capture_output=True, text=True, timeout=120, check=False
    )
    run = get_run(name)
    step = run.get_step("last")
    assert (run.status, run.get_step("number").status.value) == (step.status, "completed"), done.stderr
    return step.status.value, step.error


@pytest.mark.parametrize("name", [*OWN_ENDS, *ENDS_OF_WORKERS])
def test_in_one_process(name: str, project: Path) -> None:
    assert end_of(project, name) == OWN_ENDS.get(name, DEATH)


@pytest.mark.parametrize("name", [*OWN_ENDS, *ENDS_OF_WORKERS])
def test_in_workers(name: str, project: Path, zenml: CommandLine) -> None:
    for command in (
        "orchestrator register two --flavor=local --max_workers=2",
        "stack register two -o two -a default -m default",
        "stack set two",
    ):
        assert zenml(*command.split(), cwd=project).code == 0
    assert end_of(project, name) == (OWN_ENDS | ENDS_OF_WORKERS)[name]


def test_what_cannot_be_stored_is_named(project: Path) -> None:
    status, error = end_of(project, "unpicklable")
    assert status == "failed"
    assert "a value of type builtins:generator cannot be pickled" in (error or "")
