"""One pipeline in many processes at once, on one SQLite file: nothing is lost, mixed up or called locked."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from chaos_results import SCALES, keep_result

from zenml.enums import ExecutionStatus
from zenml.post_execution import get_artifact, get_pipeline

PROCESSES = 8
RUNS_EACH = 20
AT_ONCE = """
import sys

from zenml import pipeline, step

PROCESS = sys.argv[1]


@step(enable_cache=False)
def begin(process: str) -> list[str]:
    return [process]


@step(enable_cache=False)
def go_on(data: list[str], number: int) -> list[str]:
    return [*data, str(number)]


@step
def same_for_all() -> int:
    return 7


@pipeline
def crowded():
    same_for_all()
    data = begin(PROCESS)
    for number in range(3):
        data = go_on(data, number)


if __name__ == "__main__":
    for number in range(int(sys.argv[2])):
        crowded().run(run_name=f"{PROCESS}-{number}")
"""


@pytest.mark.usefixtures("used_before")
@pytest.mark.parametrize("scale", SCALES)
def test_eight_processes_that_run_one_pipeline_lose_nothing(tmp_path: Path, scale: float) -> None:
    script = tmp_path / "crowded.py"
    script.write_text(AT_ONCE)
    runs_each = max(1, round(RUNS_EACH * scale))
    processes = [
        subprocess.Popen(
            [sys.executable, str(script), f"process {number}", str(runs_each)], stderr=subprocess.PIPE, text=True
        )
        for number in range(PROCESSES)
    ]
    said = [process.communicate()[1] for process in processes]
    assert [process.returncode for process in processes] == [0] * PROCESSES, said
    assert [text for text in said if "locked" in text] == []

    runs = list(get_pipeline("crowded").runs)
    expected = {f"process {process}-{number}" for process in range(PROCESSES) for number in range(runs_each)}
    assert Counter(run.name for run in runs) == dict.fromkeys(expected, 1)
    assert {run.status for run in runs} == {ExecutionStatus.COMPLETED}
    for run in runs:
        outputs = {step.name: step.output.read() for step in run.steps}
        own = run.name.rpartition("-")[0]
        assert outputs == {
            "same_for_all": 7,
            "begin": [own],
            "go_on": [own, "0"],
            "go_on_2": [own, "0", "1"],
            "go_on_3": [own, "0", "1", "2"],
        }
    versions = [run.get_step("begin").output.version for run in runs]
    assert sorted(version for version in versions if version) == list(range(1, len(expected) + 1))
    shared = Counter(run.get_step("same_for_all").output.id for run in runs)
    assert get_artifact("crowded.same_for_all.output").version == len(shared) <= PROCESSES
    keep_result("runs-at-once", scale, processes=PROCESSES, runs=len(runs), steps=5 * len(runs))
