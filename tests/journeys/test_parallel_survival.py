"""Two branches in worker processes, killed at any moment: nothing runs on, and nothing that finished is done again."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from chaos_results import SCALES, keep_result
from commandline import CommandLine
from waiting import wait_until

from zenml.post_execution import get_run

SEED = 2026
PARTS = 5
"""Two hundred kills take longer than one test may."""
BRANCHING = """
import sys
import time

from zenml import pipeline, step


def work(name, diary):
    with open(diary, "a") as file:
        file.write(f"{name}\\n")
    time.sleep(0.05)


@step
def begin(life: int, diary: str) -> list[int]:
    work("begin", diary)
    return [life]


@step
def left(data: list[int], diary: str) -> list[int]:
    work(f"left {len(data)}", diary)
    return [*data, len(data)]


@step
def right(data: list[int], diary: str) -> list[int]:
    work(f"right {len(data)}", diary)
    return [*data, -len(data)]


@step
def end(one: list[int], other: list[int], diary: str) -> list[int]:
    work("end", diary)
    return one + other


@pipeline
def branching(life: int, diary: str):
    one = other = begin(life, diary)
    for _ in range(4):
        one, other = left(one, diary), right(other, diary)
    end(one, other, diary)


if __name__ == "__main__":
    branching(int(sys.argv[1]), f"diary-{sys.argv[1]}").run(run_name=f"run-{sys.argv[1]}-{sys.argv[2]}")
"""
WORK_OF = {
    "begin": "begin",
    **{
        f"{side}{'' if turn == 1 else f'_{turn}'}": f"{side} {turn}"
        for side in ("left", "right")
        for turn in range(1, 5)
    },
    "end": "end",
}
"""What each step writes into the diary, before anything else."""


@pytest.fixture
def project(tmp_path: Path, zenml: CommandLine, used_before: Path) -> Path:
    (tmp_path / "branches.py").write_text(BRANCHING)
    for command in (
        "orchestrator register two --flavor=local --max_workers=2",
        "stack register two -o two -a default -m default",
        "stack set two",
    ):
        assert zenml(*command.split(), cwd=tmp_path).code == 0
    return tmp_path


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("scale", SCALES)
def test_whatever_moment_a_run_of_two_branches_is_killed_at_it_is_resumed(
    scale: float, part: int, project: Path, config_path: Path, zenml: CommandLine
) -> None:
    seed = SEED + part
    chance, kills = random.Random(seed), round(200 * scale / PARTS)
    ends, finished_steps = Counter[str](), Counter[int]()
    began = time.monotonic()
    assert _started(project, -1, 0).wait() == 0
    longest = time.monotonic() - began

    for life in range(kills):
        process = _started(project, life, 0)
        _kill_after(process, chance.uniform(0, longest))
        wait_until(lambda: not _workers(config_path), seconds=10)  # two are what it may take, on a machine of its own
        status, finished = _end_of(zenml, project, life)
        ends[status] += 1
        finished_steps[len(finished)] += 1
        _assert_resumes(project, life, finished)

    counts = {"kills": kills, "killed_runs": dict(ends), "finished_steps": dict(finished_steps)}
    keep_result(f"parallel-run-kills-{part}", scale, seed=seed, **counts)


def _started(project: Path, life: int, attempt: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "branches.py", str(life), str(attempt)],
        cwd=project,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _kill_after(process: subprocess.Popen[bytes], seconds: float) -> None:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _workers(config_path: Path) -> list[str]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"zenml.entrypoint" in words and str(config_path).encode() in words:
            found.append(process.name)
    return found


def _end_of(zenml: CommandLine, project: Path, life: int) -> tuple[str, set[str]]:
    """Return the state of a killed run and its completed steps, as the next command tells them."""
    described = zenml("pipeline", "runs", "describe", f"run-{life}-0", "--output", "json", cwd=project)
    assert described.code in (0, 5), described.stderr
    if described.code == 5:
        return "not recorded", set()
    run = json.loads(described.stdout)
    assert run["status"] in ("crashed", "completed")
    states = {step["name"]: step["status"] for step in run["steps"]}
    assert set(states.values()) <= {"completed", "crashed", "skipped"}
    return run["status"], {name for name, state in states.items() if state == "completed"}


def _assert_resumes(project: Path, life: int, finished: set[str]) -> None:
    diary = project / f"diary-{life}"
    before = diary.read_text().splitlines() if diary.exists() else []
    assert _started(project, life, 1).wait() == 0
    run = get_run(f"run-{life}-1")
    assert {step.name for step in run.steps if step.is_cached} == finished
    assert sorted(diary.read_text().splitlines()[len(before) :]) == sorted(
        WORK_OF[name] for name in WORK_OF if name not in finished
    )
    assert run.get_step("end").output.read() == [life, 1, 2, 3, 4, life, -1, -2, -3, -4]
