"""The examples run from beginning to end, on a machine that nobody has used before."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from checkout import ROOT
from terminal import Terminal

from zenml.enums import ExecutionStatus
from zenml.post_execution import RunView, get_pipeline

REQUIRED_ACCURACY = 0.9


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """Return a terminal in a folder that holds nothing but the examples."""
    folder = tmp_path / "reader"
    shutil.copytree(ROOT / "examples", folder / "examples", ignore=shutil.ignore_patterns("__pycache__"))
    return Terminal(folder, tmp_path / "memory")


def type_into(terminal: Terminal, command: str) -> str:
    """Return what a command that has to succeed printed, the progress of runs included."""
    done = terminal.type(f"{command} 2>&1")
    assert done.returncode == 0, done.stdout
    return done.stdout


def statuses(run: RunView) -> dict[str, ExecutionStatus]:
    return {step.name: step.status for step in run.steps}


def test_the_quickstart_trains_a_good_model_once(terminal: Terminal) -> None:
    first_output, second_output = (type_into(terminal, "python examples/quickstart/run.py") for _ in range(2))
    first, second = get_pipeline("digits").runs

    steps = ["importer", "splitter", "trainer", "evaluator"]
    assert statuses(first) == dict.fromkeys(steps, ExecutionStatus.COMPLETED)
    assert statuses(second) == dict.fromkeys(steps, ExecutionStatus.CACHED)
    assert ("fitting" in first_output, "fitting" in second_output) == (True, False)
    accuracy = second.get_step("evaluator").output.read()
    assert isinstance(accuracy, float)
    assert accuracy >= REQUIRED_ACCURACY
    assert first.get_step("trainer").output.type == "sklearn.svm._classes:SVC"


def test_the_demo_shows_both_runs_on_a_second_artifact_store(terminal: Terminal) -> None:
    shown = type_into(terminal, "python examples/quickstart/demo.py")

    first, second = get_pipeline("digits").runs
    assert (first.stack, second.stack) == ("digits_stack", "digits_stack")
    assert f"{second.name}: cached" in shown
    assert "accuracy, read back from the second run's record: 0.99" in shown
    assert (terminal.folder / ".demo" / "artifacts" / "runs").is_dir()
