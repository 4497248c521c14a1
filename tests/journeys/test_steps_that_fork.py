"""Steps that fork, spawn and start threads, which all talk and look back at runs: none waits for ever."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from chaos_results import SCALES, keep_result

from zenml.post_execution import get_pipeline

RUNS = 100
PROJECT = """
import json
import logging
import multiprocessing
import os
import sys
import threading

from zenml import pipeline, step
from zenml.post_execution import get_pipeline
from zenml.steps import StepContext

FORK, SPAWN = multiprocessing.get_context("fork"), multiprocessing.get_context("spawn")
CHILDREN = {"fork": FORK.Process, "spawn": SPAWN.Process, "thread": threading.Thread}


def say(line: str) -> None:
    # In one piece: print() writes the end of the line by itself, and another thread may come between.
    sys.stdout.write(f"{line}\\n")
    sys.stdout.flush()


def talk(name: str) -> None:
    logging.warning("warned by %s", name)
    say(f"said by {name}")
    assert len(get_pipeline("splitting").runs) > 0


def split_off(kind: str) -> None:
    children = [CHILDREN[kind](target=talk, args=(f"{kind} {number}",)) for number in range(2)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    assert [code for code in (getattr(child, "exitcode", 0) for child in children) if code] == []


@step(enable_cache=False)
def split(kind: str) -> int:
    # Forks while another thread talks: what that holds is held for ever in the child.
    talker = threading.Thread(target=lambda: [say("talking") for _ in range(200)])
    talker.start()
    split_off(kind)
    talker.join()
    return os.getpid()


@pipeline
def splitting(kinds: list[str]):
    for kind in kinds:
        split(kind)


if __name__ == "__main__":
    for number in range(int(sys.argv[1])):
        kinds = ["fork", "thread", *(["spawn"] if number % 10 == 0 else [])]
        splitting(kinds).run(run_name=f"run-{number}")
"""


@pytest.mark.usefixtures("used_before")
@pytest.mark.parametrize("scale", SCALES)
def test_nothing_waits_for_what_a_fork_left_locked(tmp_path: Path, scale: float) -> None:
    (tmp_path / "splits.py").write_text(PROJECT)
    runs = round(RUNS * scale)
    done = subprocess.run(
        [sys.executable, "splits.py", str(runs)], cwd=tmp_path, capture_output=True, text=True, timeout=280, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    recorded = list(get_pipeline("splitting").runs)
    assert [(run.name, run.status.value) for run in recorded] == [(f"run-{each}", "completed") for each in range(runs)]
    steps = [step for run in recorded for step in run.steps]
    for step in steps:
        kind = step.parameters["kind"]
        said = sorted(line for line in step.log().splitlines() if line.startswith(("said", "WARNING:root")))
        assert said == [f"WARNING:root:warned by {kind} {number}" for number in range(2)] + [
            f"said by {kind} {number}" for number in range(2)
        ], json.dumps(said)
    keep_result("steps-that-fork", scale, runs=runs, steps=len(steps), children=2 * len(steps))
