"""A run of two workers, whose steps have children, is ended at any moment: it is told how, and nothing lives on."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from chaos_results import SCALES, keep_result
from commandline import CommandLine
from waiting import wait_until

from zenml.post_execution import get_run

SEED = 2026
ENDS = {signal.SIGINT: (130, "stopped"), signal.SIGTERM: (143, "stopped"), signal.SIGKILL: (-9, "crashed")}
PROJECT = """
import os
import subprocess
import sys
import time

from zenml import pipeline, step


@step(enable_cache=False)
def work(number: int) -> int:
    time.sleep(0.4)
    return number


@step(enable_cache=False)
def wait(number: int) -> int:
    return subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)", os.environ["MARK"]]).wait()


@pipeline
def working():
    wait(work(work(1)))
    wait(work(work(work(2))))


working().run(run_name=os.environ["RUN_NAME"])
"""


@pytest.fixture
def project(tmp_path: Path, zenml: CommandLine, used_before: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MARK", str(tmp_path))
    (tmp_path / "works.py").write_text(PROJECT)
    for command in (
        "orchestrator register two --flavor=local --max_workers=2",
        "stack register two -o two -a default -m default",
        "stack set two",
    ):
        assert zenml(*command.split(), cwd=tmp_path).code == 0
    return tmp_path


@pytest.mark.parametrize("number", ENDS, ids=lambda number: number.name)
@pytest.mark.parametrize("scale", SCALES)
def test_whatever_moment_it_is_ended_at_nothing_lives_on(
    scale: float, number: signal.Signals, project: Path, zenml: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance, times = random.Random(SEED), max(2, round(25 * scale))
    longest = _seconds_until_all_wait(project, zenml, monkeypatch)
    code, state = ENDS[number]
    states = Counter[str]()
    for turn in range(times):
        monkeypatch.setenv("RUN_NAME", f"run-{turn}")
        assert (
            _ended(zenml.start("pipeline", "run", "works.py", cwd=project), number, chance.uniform(0, longest)) == code
        )
        # Two seconds are what it may take, on a machine of its own.
        wait_until(lambda: not _processes_with(os.environ["MARK"], os.environ["ZENML_CONFIG_PATH"]), seconds=10)
        run = get_run(f"run-{turn}")
        assert run.status.value == state
        assert {step.status.value for step in run.steps} <= {"completed", "skipped", state}
        states.update(step.status.value for step in run.steps)
    keep_result(f"ends-at-any-moment-{number.name}", scale, seed=SEED, ends=times, steps=dict(states))


def _seconds_until_all_wait(project: Path, zenml: CommandLine, monkeypatch: pytest.MonkeyPatch) -> float:
    """Return how long it takes, here and now, from the first step until both branches wait for a child of theirs."""
    monkeypatch.setenv("RUN_NAME", "undisturbed")
    process = zenml.start("pipeline", "run", "works.py", cwd=project)
    _read_until(process, b"Step work has started")
    began = time.monotonic()
    _read_until(process, b"Step wait has started")
    _read_until(process, b"Step wait_2 has started")
    taken = time.monotonic() - began
    process.terminate()
    process.communicate(timeout=60)
    return taken + 0.1


def _ended(process: subprocess.Popen[bytes], number: signal.Signals, after_seconds: float) -> int:
    """Send a signal a while after the first step began, and return the exit code."""
    said = _read_until(process, b"Step work has started")
    with suppress(subprocess.TimeoutExpired):
        process.wait(after_seconds)
    process.send_signal(number)
    _, rest = process.communicate(timeout=60)
    assert b"Traceback" not in said + rest, rest.decode()
    return process.returncode


def _read_until(process: subprocess.Popen[bytes], words: bytes) -> bytes:
    assert process.stderr is not None
    said = b""
    while words not in said:
        line = process.stderr.readline()
        assert line, said
        said += line
    return said


def _processes_with(*words: str) -> list[str]:
    """Return the numbers of the processes with one of these words in their command line: workers and children."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if {word.encode() for word in words} & set((process / "cmdline").read_bytes().split(b"\0")):
                found.append(process.name)
    return found
