"""Steps in processes of their own: several at once, with timeouts and retries, whatever becomes of those processes."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import pytest
from commandline import CommandLine
from parallel_project import PROJECT
from waiting import wait_until

from zenml.post_execution import get_run
from zenml.processes import identity_of_process

Run = Mapping[str, Any]


@pytest.fixture
def project(tmp_path: Path, zenml: CommandLine, used_before: Path) -> Path:
    (tmp_path / "steps.py").write_text(PROJECT)
    assert zenml("orchestrator", "register", "two", "--flavor=local", "--max_workers=2", cwd=tmp_path).code == 0
    assert zenml("stack", "register", "two", "-o", "two", "-a", "default", "-m", "default", cwd=tmp_path).code == 0
    assert zenml("stack", "set", "two", cwd=tmp_path).code == 0
    return tmp_path


def _python(project: Path, pipeline: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "steps.py", pipeline], cwd=project, capture_output=True, text=True, timeout=120, check=False
    )


def _run(zenml: CommandLine, project: Path, name: str) -> Run:
    described = zenml("pipeline", "runs", "describe", name, "--output", "json", cwd=project)
    assert described.code == 0, described.stderr
    return cast("Run", json.loads(described.stdout))


def _log(run: str, step: str) -> str:
    return get_run(run).get_step(step).log()


def _states(run: Run) -> dict[str, str]:
    return {step["name"]: step["status"] for step in run["steps"]}


def test_steps_run_at_once_and_pass_their_artifacts_on(project: Path, zenml: CommandLine) -> None:
    done = _python(project, "counting")
    assert done.returncode == 0, done.stderr
    run = _run(zenml, project, "counting")
    assert _states(run) == {"number": "completed", "number_2": "completed", "total": "completed"}
    assert run["steps"][-1]["outputs"]["output"]["value"] == 3
    assert sorted(done.stdout.splitlines()) == ["child of 1", "child of 2", "number 1", "number 2"]
    assert done.stderr.count("Step total has finished in") == 1


def test_workers_are_used_again(project: Path, zenml: CommandLine) -> None:
    assert _python(project, "processes").returncode == 0
    run = _run(zenml, project, "processes")
    assert len({step["outputs"]["output"]["value"] for step in run["steps"]}) <= 2


def test_whatever_ends_a_step_is_its_reason_and_the_others_go_on(project: Path, zenml: CommandLine) -> None:
    done = _python(project, "failing")
    assert done.returncode == 1
    run = _run(zenml, project, "failing")
    errors = {step["name"]: step["error"] for step in run["steps"]}
    unstorable = errors.pop("unstorable")
    assert errors == {
        "exits": "ChildProcessError: its process ended itself with exit code 3",
        "killed": "ChildProcessError: its process was ended by SIGKILL: was there too little memory?",
        "crashes": "ChildProcessError: its process was ended by SIGSEGV",
        "raises": "OwnError: as ever",
        "flaky": None,
        "number": None,
    }
    assert "a value of type builtins:generator cannot be pickled" in unstorable
    assert run["status"] == "failed"
    assert _states(run)["number"] == "completed"
    assert "told of raises: OwnError('as ever')" in done.stdout
    assert "cheered at flaky" in done.stdout


def test_a_failing_step_is_tried_again_and_all_attempts_are_in_its_log(project: Path) -> None:
    _python(project, "failing")
    log = _log("failing", "flaky").splitlines()
    assert [line for line in log if not line.startswith((" ", "Traceback"))] == [
        "attempt 1",
        "steps.NotYetError: not yet",
        "attempt 2",
        "steps.NotYetError: not yet",
        "attempt 3",
    ]


def test_a_timeout_ends_the_step_with_its_children_and_its_worker_is_replaced(
    project: Path, zenml: CommandLine
) -> None:
    began = time.monotonic()
    done = _python(project, "timing")
    assert (done.returncode, done.stderr.splitlines()[-1]) == (
        1,
        "StepFailedError: TimeoutError('it took longer than 1 s')",
    )
    run = _run(zenml, project, "timing")
    slow = next(step for step in run["steps"] if step["name"] == "slow")
    assert (slow["status"], slow["error"]) == ("failed", "TimeoutError: it took longer than 1 s")
    assert not _lives(int((project / "child").read_text()))
    assert slow["duration_seconds"] < 1 + 2 + time.monotonic() - began - run["duration_seconds"]
    assert _log("timing", "slow") == "slow begins\n"


@pytest.mark.parametrize(
    ("number", "code", "status"),
    [(signal.SIGINT, 130, "stopped"), (signal.SIGTERM, 143, "stopped"), (signal.SIGKILL, -9, "crashed")],
)
def test_nothing_is_left_of_a_run_that_is_ended(
    number: signal.Signals, code: int, status: str, project: Path, zenml: CommandLine
) -> None:
    started = _begin_endless(project)
    started.send_signal(number)
    _, errors = started.communicate(timeout=30)
    ends = -signal.SIGINT if code == 130 and started.returncode == -signal.SIGINT else code
    assert started.returncode == ends, errors
    wait_until(lambda: not _lives(int((project / "child").read_text())))
    run = _run(zenml, project, "endless")
    assert (run["status"], _states(run)["forever"]) == (status, status)


def test_a_run_is_stopped_from_another_terminal(project: Path, zenml: CommandLine) -> None:
    started = _begin_endless(project)
    stopped = zenml("pipeline", "runs", "stop", "endless", cwd=project)
    assert (stopped.code, stopped.stderr.splitlines()[-1]) == (0, "Run 'endless' is stopped.")
    assert started.wait(30) == 143
    assert not _lives(int((project / "child").read_text()))
    again = zenml("pipeline", "runs", "stop", "endless", cwd=project)
    assert (again.code, again.stderr.splitlines()[-1]) == (0, "Run 'endless' had ended already: stopped.")
    started.communicate()


def _begin_endless(project: Path) -> subprocess.Popen[str]:
    started = subprocess.Popen(
        [sys.executable, "steps.py", "endless"],
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=_hear_interrupts,  # noqa: PLW1509 - no thread is started before
    )
    wait_until(lambda: (project / "child").exists() and bool((project / "child").read_text()))
    return started


def _hear_interrupts() -> None:
    """Hear SIGINT even where whoever runs the tests has it ignored, as a shell does for what runs behind."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _lives(pid: int) -> bool:
    return bool(identity_of_process(pid).started)
