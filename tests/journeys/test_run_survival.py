"""A run that is killed is known to be dead, and running again goes on where it was."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import pytest
from chaos_results import SCALES, keep_result
from commandline import CommandLine
from forks import start

from zenml import pipeline, step
from zenml.repository.history import get_run

SEED = 2026
STEP_SECONDS = 0.1
STEPS = ["begin", "go_on", "go_on_2", "go_on_3", "go_on_4", "go_on_5"]
INTERRUPTED = """
import time
from pathlib import Path

from zenml import pipeline, step


@step
def importer() -> int:
    return 1


@step
def waiter(number: int) -> int:
    if not Path("interrupted").exists():
        Path("interrupted").touch()
        print("waiting", flush=True)
        time.sleep(60)
    return number


@pipeline
def waiting():
    waiter(importer())


waiting().run()
"""

Run = Mapping[str, Any]


@step
def begin(life: int, diary: str) -> list[int]:
    return work([life], diary)


@step
def go_on(data: list[int], diary: str) -> list[int]:
    return work(data, diary)


@pipeline
def surviving(life: int, diary: str) -> None:
    data = begin(life, diary)
    for _ in STEPS[1:]:
        data = go_on(data, diary)


def work(data: list[int], diary: str) -> list[int]:
    """Note in the diary, before anything else, that this is really done."""
    with Path(diary).open("a") as file:
        file.write(f"{STEPS[len(data) - 1]}\n")
    print(f"working on {data}")
    time.sleep(STEP_SECONDS)
    return [*data, len(data)]


@pytest.mark.parametrize("scale", SCALES)
def test_whatever_moment_a_run_is_killed_at_it_is_known_to_be_dead_and_resumed(
    scale: float, zenml: CommandLine, tmp_path: Path
) -> None:
    chance, kills = random.Random(SEED), round(40 * scale)
    ends, moments = Counter[str](), Counter[str]()
    longest = seconds_of_a_run(tmp_path / "undisturbed")

    for life in range(kills):
        diary = tmp_path / f"diary-{life}"
        kill_a_run(life, diary, after_seconds=chance.uniform(0, longest))
        killed = described(zenml, f"run-{life}-0")
        ends[killed["status"] if killed else "not recorded"] += 1
        moments[assert_dead(killed)] += 1
        assert_resumes(life, diary, names_of(killed, "completed"))

    assert {run["status"] for run in listed(zenml)} <= {"completed", "cached", "crashed"}
    keep_result("run-kills", scale, seed=SEED, kills=kills, killed_runs=dict(ends), killed_in=dict(moments))


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_run_that_is_asked_to_end_is_stopped_at_once_and_resumed(
    number: signal.Signals, code: int, zenml: CommandLine, tmp_path: Path
) -> None:
    (tmp_path / "train.py").write_text(INTERRUPTED)
    with zenml.start("pipeline", "run", "train.py", cwd=tmp_path) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"waiting\n"
        process.send_signal(number)
        _, complaints = process.communicate(timeout=5)

    assert process.returncode == code
    assert b"Traceback" not in complaints
    (run,) = listed(zenml)
    stopped = described(zenml, run["name"])
    assert (run["status"], names_of(stopped, "completed"), names_of(stopped, "stopped")) == (
        "stopped", ["importer"], ["waiter"]
    )  # fmt: skip
    again = subprocess.run([sys.executable, "train.py"], cwd=tmp_path, capture_output=True, check=True)
    assert b"Using cached version of step importer.\nStep waiter has started.\n" in again.stderr


def kill_a_run(life: int, diary: Path, after_seconds: float) -> None:
    process = start(run_surviving, life, 0, diary)
    process.join(after_seconds)
    process.kill()
    process.join()


def run_surviving(life: int, attempt: int, diary: Path) -> None:
    surviving(life, str(diary)).run(run_name=f"run-{life}-{attempt}")


def seconds_of_a_run(diary: Path) -> float:
    """Return how long an undisturbed run takes here and now; the first run in this home takes longer."""
    run_surviving(-2, 0, diary)
    began = time.monotonic()
    process = start(run_surviving, -1, 0, diary)
    process.join()
    assert process.exitcode == 0
    return time.monotonic() - began


def assert_dead(killed: Run | None) -> str:
    """Check that a killed run is in a final state, as far as it came; return the step that died with it."""
    if killed is None or killed["status"] == "completed":
        return "no step"
    assert killed["status"] == "crashed"
    completed, crashed, skipped = (names_of(killed, status) for status in ("completed", "crashed", "skipped"))
    assert len(crashed) <= 1
    assert completed + crashed + skipped == STEPS
    return crashed[0] if crashed else "no step"


def assert_resumes(life: int, diary: Path, finished: list[str]) -> None:
    """Run again: nothing that had finished is done again, and the result is that of an undisturbed run."""
    done_before = diary.read_text().split() if diary.exists() else []
    process = start(run_surviving, life, 1, diary)
    process.join()
    assert process.exitcode == 0
    run = get_run(f"run-{life}-1")
    assert [step.name for step in run.steps if step.is_cached] == finished
    assert diary.read_text().split() == done_before + [name for name in STEPS if name not in finished]
    assert run.steps[-1].output.read() == [life, 1, 2, 3, 4, 5, 6]


def described(zenml: CommandLine, run: str) -> Run | None:
    """Return what the next command says about a run, ``None`` if it was killed before it was recorded."""
    outcome = zenml("pipeline", "runs", "describe", run, "--output", "json")
    assert outcome.code in (0, 5), outcome.stderr
    return cast("Run", json.loads(outcome.stdout)) if outcome.code == 0 else None


def listed(zenml: CommandLine) -> list[Run]:
    outcome = zenml("pipeline", "runs", "list", "--output", "json")
    assert outcome.code == 0, outcome.stderr
    return cast("list[Run]", json.loads(outcome.stdout))


def names_of(run: Run | None, status: str) -> list[str]:
    return [step["name"] for step in (run["steps"] if run else []) if step["status"] == status]
