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


@pytest.mark.parametrize(
    ("example", "pipeline", "required_accuracy", "plot"),
    [
        ("tabular", "tumors", 0.9, "roc_curve"),
        ("images", "handwriting", 0.95, "confusion_matrix"),
        ("text", "chapters", 0.75, "confusion_matrix"),
    ],
)
def test_an_example_learns_something_plots_it_and_is_cached(
    tmp_path: Path, example: str, pipeline: str, required_accuracy: float, plot: str
) -> None:
    script = tmp_path / "run.py"
    shutil.copy(ROOT / "examples" / example / "run.py", script)
    terminal = Terminal(tmp_path, tmp_path / "memory")
    for _ in range(2):
        shown = terminal.type("python run.py 2>&1")
        assert shown.returncode == 0, shown.stdout

    first, second = get_pipeline(pipeline).runs
    assert (first.status, second.status) == (ExecutionStatus.COMPLETED, ExecutionStatus.CACHED)
    outputs = second.get_step("evaluator").outputs
    accuracy = outputs["accuracy"].read()
    assert isinstance(accuracy, float)
    assert required_accuracy <= accuracy < 1
    preview = outputs[plot].preview
    assert preview is not None
    assert (preview.media_type, preview.content[1:4]) == ("image/png", b"PNG")
    page = second.visualize(tmp_path / "page.html").read_text()
    assert page.count("data:image/png;base64,") >= 1


def statuses(run: RunView) -> dict[str, ExecutionStatus]:
    return {step.name: step.status for step in run.steps}
