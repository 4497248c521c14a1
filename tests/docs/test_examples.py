"""The examples run from beginning to end, on a machine that nobody has used before."""

from __future__ import annotations

import shutil
from pathlib import Path

from checkout import ROOT
from terminal import Terminal

from zenml.enums import ExecutionStatus
from zenml.post_execution import RunView, get_pipeline

REQUIRED_ACCURACY = 0.9


def test_the_demo_trains_a_good_model_once_and_then_takes_it_from_the_cache(tmp_path: Path) -> None:
    folder = tmp_path / "checkout"
    shutil.copytree(ROOT / "examples", folder / "examples", ignore=shutil.ignore_patterns("__pycache__"))

    shown = Terminal(folder, tmp_path / "memory").type("python examples/quickstart/demo.py 2>&1")
    assert shown.returncode == 0, shown.stdout

    first, second = get_pipeline("digits").runs
    steps = ["importer", "splitter", "trainer", "evaluator"]
    assert statuses(first) == dict.fromkeys(steps, ExecutionStatus.COMPLETED)
    assert statuses(second) == dict.fromkeys(steps, ExecutionStatus.CACHED)
    assert (first.stack, second.stack) == ("digits_stack", "digits_stack")
    assert (folder / ".demo" / "artifacts" / "runs" / first.id).is_dir()

    accuracy = second.get_step("evaluator").output.read()
    assert isinstance(accuracy, float)
    assert accuracy >= REQUIRED_ACCURACY
    assert shown.stdout.count("fitting 1437 images") == 1
    assert f"{second.name}: cached" in shown.stdout
    assert shown.stdout.endswith(f"accuracy, read back from the second run's record: {accuracy:.3f}\n")


def statuses(run: RunView) -> dict[str, ExecutionStatus]:
    return {step.name: step.status for step in run.steps}
