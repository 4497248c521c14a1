"""Steps in processes of their own by the step operator `subprocess`, however these processes and the run end."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import pytest
from commandline import CommandLine
from waiting import wait_until

from zenml.post_execution import get_run
from zenml.processes import identity_of_process

PROJECT = """
import os
import signal
import subprocess
import sys
from pathlib import Path

from zenml import pipeline, step
from zenml.steps import StepContext


def tell(context: StepContext, error: BaseException) -> None:
    print(f"told of {context.step_name}: {error}", flush=True)


def wait_with_a_child(name: str) -> None:
    child = subprocess.Popen(["sleep", "600"])
    Path(f"{name}.part").write_text(f"{os.getpid()} {child.pid}")
    Path(f"{name}.part").rename(f"{name}.pids")
    child.wait()


@step(step_operator="apart")
def elsewhere(launcher: int) -> list[str]:
    print("printed elsewhere", flush=True)
    subprocess.Popen(["sleep", "600"])
    return [str(os.getpid() != launcher), os.environ["COLOUR"], sys.executable]


@step(step_operator="apart", on_failure=tell)
def exits() -> int:
    os._exit(3)


@step(step_operator="apart", on_failure=tell)
def killed() -> int:
    os.kill(os.getpid(), signal.SIGKILL)


@step(step_operator="apart", on_failure=tell)
def raises() -> int:
    raise ValueError("as ever")


@step(step_operator="apart", timeout_seconds=0.5)
def late() -> int:
    wait_with_a_child("late")


@step(step_operator="apart")
def waiting(name: str) -> int:
    wait_with_a_child(name)


@pipeline
def quick():
    elsewhere(os.getpid())


@pipeline(failure_mode="continue")
def failing():
    exits()
    killed()
    raises()
    late()


@pipeline
def endless():
    waiting("one")


@pipeline
def two_endless():
    waiting("one")
    waiting("two")


if __name__ == "__main__":
    name = sys.argv[1] if len(sys.argv) > 1 else "two_endless"
    globals()[name]().run(run_name=name)
"""
Run = Mapping[str, Any]


@pytest.fixture
def project(tmp_path: Path, zenml: CommandLine, used_before: Path) -> Path:
    (tmp_path / "steps.py").write_text(PROJECT)
    for command in (
        ["step-operator", "register", "apart", "--flavor=subprocess", '--environment={"COLOUR": "ultramarine"}'],
        ["orchestrator", "register", "two", "--flavor=local", "--max_workers=2"],
        ["stack", "register", "apart", "-o", "default", "-a", "default", "-m", "default", "-s", "apart", "--set"],
        ["stack", "register", "two", "-o", "two", "-a", "default", "-m", "default", "-s", "apart"],
    ):
        done = zenml(*command, cwd=tmp_path)
        assert done.code == 0, done.stderr
    return tmp_path


def _start(project: Path, pipeline: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "steps.py", pipeline],
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _run(zenml: CommandLine, project: Path, name: str) -> Run:
    described = zenml("pipeline", "runs", "describe", name, "--output", "json", cwd=project)
    assert described.code == 0, described.stderr
    return cast("Run", json.loads(described.stdout))


def _processes(project: Path, *names: str) -> list[int]:
    """Return the processes of steps that wait, and their children, once they all do."""
    files = [project / f"{name}.pids" for name in names]
    wait_until(lambda: all(file.exists() for file in files))
    return [int(word) for file in files for word in file.read_text().split()]


def _are_gone(processes: list[int]) -> bool:
    return all(not identity_of_process(number).started for number in processes)


def test_a_step_runs_in_a_process_of_its_own_with_the_environment_of_the_operator(
    project: Path, zenml: CommandLine
) -> None:
    process = _start(project, "quick")
    output, news = process.communicate(timeout=120)
    assert process.returncode == 0, news
    step = get_run("quick").get_step("elsewhere")
    assert step.output.read() == ["True", "ultramarine", sys.executable]
    assert (output, step.log()) == ("printed elsewhere\n", "printed elsewhere\n")
    assert "Step elsewhere is handed to step operator apart." in news


def test_however_a_process_ends_it_is_the_reason_and_the_hook_hears_it(project: Path, zenml: CommandLine) -> None:
    process = _start(project, "failing")
    output, _news = process.communicate(timeout=120)
    assert process.returncode == 1
    run = _run(zenml, project, "failing")
    assert {step["name"]: (step["status"], step["error"]) for step in run["steps"]} == {
        "exits": ("failed", "its process ended itself with exit code 3"),
        "killed": ("failed", "its process was ended by SIGKILL: was there too little memory?"),
        "raises": ("failed", "ValueError: as ever"),
        "late": ("failed", "TimeoutError: it took longer than 0.5 s"),
    }
    assert sorted(output.splitlines()) == [
        "told of exits: its process ended itself with exit code 3",
        "told of killed: its process was ended by SIGKILL: was there too little memory?",
        "told of raises: as ever",
    ]
    assert _are_gone(_processes(project, "late"))


def test_an_interpreter_that_is_not_there_is_named(project: Path, zenml: CommandLine) -> None:
    assert zenml("step-operator", "update", "apart", "--python=./nowhere/python", cwd=project).code == 0
    process = _start(project, "quick")
    _, news = process.communicate(timeout=120)
    assert process.returncode == 1
    reason = f"step operator 'apart' cannot start {project}/nowhere/python: No such file or directory"
    assert _run(zenml, project, "quick")["steps"][0]["error"] == f"ConfigurationError: {reason}"
    assert f"step 'elsewhere' of run 'quick' failed: ConfigurationError: {reason}" in news


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_run_that_is_stopped_takes_the_steps_along(
    number: signal.Signals, code: int, project: Path, zenml: CommandLine
) -> None:
    assert zenml("stack", "set", "two", cwd=project).code == 0
    process = zenml.start("pipeline", "run", "steps.py", cwd=project)
    processes = _processes(project, "one", "two")
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode == code
    assert _are_gone(processes)
    run = _run(zenml, project, "two_endless")
    assert [run["status"], *(step["status"] for step in run["steps"])] == ["stopped", "stopped", "stopped"]


def test_a_run_is_stopped_from_another_terminal(project: Path, zenml: CommandLine) -> None:
    process = _start(project, "endless")
    processes = _processes(project, "one")
    assert zenml("pipeline", "runs", "stop", "endless", cwd=project).code == 0
    process.communicate(timeout=60)
    assert _are_gone(processes)
    assert _run(zenml, project, "endless")["steps"][0]["status"] == "stopped"


@pytest.mark.parametrize("stack", ["apart", "two"])
def test_a_launcher_that_is_killed_leaves_no_process_behind(stack: str, project: Path, zenml: CommandLine) -> None:
    assert zenml("stack", "set", stack, cwd=project).code == 0
    process = _start(project, "endless")
    processes = _processes(project, "one")
    process.kill()
    process.communicate(timeout=60)
    wait_until(lambda: _are_gone(processes), seconds=10)  # two are what it may take, on a machine of its own
    assert _run(zenml, project, "endless")["status"] == "crashed"
