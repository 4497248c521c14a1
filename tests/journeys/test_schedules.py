"""Pipelines run on a schedule of seconds, by schedulers that are started, doubled, killed and stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import pytest
from commandline import CommandLine
from waiting import wait_until

from zenml.daemons import Daemon
from zenml.post_execution import get_pipelines, get_run
from zenml.processes import ProcessIdentity, is_alive

TICKING = """
import os
import sys
import time
from pathlib import Path

from zenml import Schedule, pipeline, step
from zenml.steps import StepContext


@step(enable_cache=False)
def tick(context: StepContext) -> str:
    with open("ticks", "a") as file:
        file.write(f"{context.run_name}\\n")
    while Path("hold").exists():
        time.sleep(0.02)
    return os.getcwd()


@pipeline
def ticking():
    tick()


if __name__ == "__main__":
    ticking().run(schedule=eval(sys.argv[1]))
"""
EVERY_SECOND = "Schedule(interval=1, catchup=True)"
LONG = 120.0
"""Seconds within which things happen that take one or two on a machine with nothing else to do."""


@pytest.fixture
def project(used_before: Path, tmp_path: Path, zenml: CommandLine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Work in a repository; at the end, stop the scheduler and wait for the runs that it started."""
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    Path("train.py").write_text(TICKING)
    assert zenml("init").code == 0
    yield folder
    Path("hold").unlink(missing_ok=True)
    assert zenml("pipeline", "schedule", "stop", cwd=folder).code == 0
    wait_until(lambda: not any(map(is_alive, launchers(used_before))), LONG)


def launchers(config_path: Path) -> list[ProcessIdentity]:
    """Return the processes that say that they launch a run."""
    reports = [json.loads(path.read_text()) for path in config_path.glob("local_stores/*/schedules/*/firings/*.report")]
    return [ProcessIdentity(**report["process"]) for report in reports if report["status"] == "running"]


def schedule(options: str) -> None:
    done = subprocess.run([sys.executable, "train.py", options], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def ticks() -> list[str]:
    """Return the names of the runs whose step began, in their order."""
    return Path("ticks").read_text().split() if Path("ticks").exists() else []


def ticked(count: int) -> Callable[[], bool]:
    return lambda: len(ticks()) >= count


def started(zenml: CommandLine) -> None:
    done = zenml("pipeline", "schedule", "start")
    assert done.code == 0, done.stderr


def listed(zenml: CommandLine) -> list[dict[str, Any]]:
    done = zenml("pipeline", "schedule", "list", "-o", "json")
    assert done.code == 0, done.stderr
    return cast("list[dict[str, Any]]", json.loads(done.stdout))


def errors_in(schedules: list[dict[str, Any]]) -> list[str]:
    firings = [each["last_firing"] for each in schedules if each["last_firing"]]
    return [firing["error"] for firing in firings if firing["status"] == "failed"]


def folder_of_orchestrator(config_path: Path) -> Path:
    (folder,) = {path.parent for path in config_path.glob("local_stores/*/schedules")}
    return folder


def claimed(config_path: Path) -> list[str]:
    return sorted(path.name for path in config_path.glob("local_stores/*/schedules/ticking/firings/*.claim"))


def seconds_between(names: list[str]) -> list[int]:
    """Return by how many seconds the slots follow each other after which runs are named."""
    times = [datetime.strptime(name.partition("-")[2], "%Y_%m_%d-%H_%M_%S") for name in names]
    return [round((later - earlier).total_seconds()) for earlier, later in pairwise(times)]


def test_a_pipeline_runs_again_and_again(project: Path, zenml: CommandLine, used_before: Path) -> None:
    schedule(EVERY_SECOND)
    assert (ticks(), listed(zenml)[0]["last_firing"], listed(zenml)[0]["scheduler_runs"]) == ([], None, False)
    started(zenml)
    wait_until(ticked(3), LONG)
    assert zenml("pipeline", "schedule", "pause", "ticking").code == 0
    wait_until(lambda: listed(zenml)[0]["last_firing"]["status"] == "completed", LONG)
    names = ticks()
    state = listed(zenml)[0]
    last = state["last_firing"]
    assert (state["name"], state["pipeline"], state["stack"]) == ("ticking", "ticking", "default")
    assert (state["paused"], state["next_slot"], state["scheduler_runs"], state["error"]) == (True, None, True, "")
    assert (last["run"], last["error"]) == (names[-1], "")
    assert sorted(run.name for pipeline in get_pipelines() for run in pipeline.runs) == sorted(names)
    run = get_run(names[-1])
    assert run.steps[0].output.read() == str(project)
    assert run.runtime_configuration == {
        "schedule": {"interval": 1.0, "catchup": True, "name": "ticking"},
        "scheduled_for": last["slot"],
    }


def test_two_schedulers_start_each_slot_once(project: Path, zenml: CommandLine, used_before: Path) -> None:
    schedule(EVERY_SECOND)
    command = [sys.executable, "-m", "zenml_local.scheduler", str(folder_of_orchestrator(used_before))]
    schedulers = [
        subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, start_new_session=True)
        for _ in range(3)
    ]
    try:
        wait_until(ticked(5), LONG)
    finally:
        for scheduler in schedulers:
            scheduler.kill()
            scheduler.wait()
    names = ticks()
    assert (len(set(names)), seconds_between(names)) == (len(names), [1] * (len(names) - 1))


def test_a_scheduler_that_is_killed_is_started_again_and_makes_up_for_what_was_missed(
    project: Path, zenml: CommandLine, used_before: Path
) -> None:
    schedule(EVERY_SECOND)
    daemon = Daemon(folder_of_orchestrator(used_before) / "scheduler")
    for round_number in range(1, 4):
        started(zenml)
        wait_until(ticked(2 * round_number), LONG)
        process = daemon.process
        assert process is not None
        os.kill(process.pid, signal.SIGKILL)
        wait_until(lambda: not daemon.is_running)
    done = zenml("pipeline", "schedule", "list")
    assert done.stderr.splitlines()[-1] == (
        "The scheduler of orchestrator 'default' does not run; start it: zenml pipeline schedule start"
    )
    started(zenml)
    wait_until(ticked(len(ticks()) + 2), LONG)
    names = ticks()
    assert (len(set(names)), seconds_between(names)) == (len(names), [1] * (len(names) - 1))


def test_the_scheduler_and_the_runs_outlive_the_terminal(project: Path, zenml: CommandLine, used_before: Path) -> None:
    schedule(EVERY_SECOND)
    terminal = subprocess.Popen(
        ["sh", "-c", f"{zenml.executable} pipeline schedule start; echo begun; sleep 1000"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    assert terminal.stdout is not None
    assert terminal.stdout.readline() == "begun\n"
    os.killpg(terminal.pid, signal.SIGHUP)
    os.killpg(terminal.pid, signal.SIGKILL)
    terminal.communicate()
    wait_until(ticked(2), LONG)
    assert listed(zenml)[0]["scheduler_runs"]


def test_a_run_goes_on_when_the_scheduler_is_stopped_and_none_begins(
    project: Path, zenml: CommandLine, used_before: Path
) -> None:
    Path("hold").touch()
    schedule(EVERY_SECOND)
    started(zenml)
    wait_until(ticked(1), LONG)
    done = zenml("pipeline", "schedule", "stop")
    assert done.stderr.splitlines()[-1] == "The scheduler of orchestrator 'default' does not run any more."
    assert listed(zenml)[0]["last_firing"]["status"] == "running"
    Path("hold").unlink()
    wait_until(lambda: listed(zenml)[0]["last_firing"]["status"] == "completed", LONG)
    assert len(claimed(used_before)) == len(ticks()) == 1


def test_code_that_is_gone_is_told_and_the_next_slot_runs_again(project: Path, zenml: CommandLine) -> None:
    schedule(EVERY_SECOND)
    Path("train.py").rename("elsewhere.py")
    started(zenml)
    errors: set[str] = set()

    def a_launch_failed() -> bool:
        errors.update(errors_in(listed(zenml)))
        return bool(errors)

    wait_until(a_launch_failed, LONG)
    problem = "NotFoundError: there is no module 'train'"
    assert errors == {f"{problem} (is its package installed, or its file below the source root?)"}
    Path("elsewhere.py").rename("train.py")
    wait_until(ticked(1), LONG)


def test_a_scheduler_is_started_once_and_stopped_once(project: Path, zenml: CommandLine) -> None:
    words = ["start", "start", "stop", "stop"]
    said = [zenml("pipeline", "schedule", word).stderr.splitlines()[-1].partition(". Its log")[0] for word in words]
    subject = "The scheduler of orchestrator 'default'"
    assert said == [
        f"{subject} runs now",
        f"{subject} runs already",
        f"{subject} does not run any more.",
        f"{subject} did not run.",
    ]


def test_nothing_that_the_scheduler_depends_on_is_taken_away_while_it_runs(project: Path, zenml: CommandLine) -> None:
    for line in ("orchestrator register spare --flavor=local", "pipeline schedule start --orchestrator spare"):
        assert zenml(*line.split()).code == 0
    stop = "zenml --profile default pipeline schedule stop --orchestrator spare"
    deletion, cleaning = zenml("orchestrator", "delete", "spare", "--yes"), zenml("clean", "--yes")
    assert (deletion.code, deletion.stderr.splitlines()[-2:]) == (
        6,
        ["Error: the orchestrator 'spare' runs a daemon", f"Hint: stop it first: {stop}"],
    )
    assert (cleaning.code, cleaning.stderr.splitlines()[-1]) == (6, f"Hint: stop it first: {stop}")
    assert zenml(*stop.split()[1:]).code == 0
    assert zenml("orchestrator", "delete", "spare", "--yes").code == 0


def test_an_orchestrator_without_schedules_says_so(project: Path, zenml: CommandLine) -> None:
    Path("bare.py").write_text(
        "from zenml.orchestrators import BaseOrchestrator\n\n\n"
        'class BareOrchestrator(BaseOrchestrator):\n    """Be bare."""\n\n    FLAVOR = \'bare\'\n\n'
        "    def run(self, deployment, run_step): ...\n"
    )
    for line in (
        "orchestrator flavor register bare.BareOrchestrator",
        "orchestrator register plain --flavor=bare",
    ):
        assert zenml(*line.split()).code == 0
    done = zenml("pipeline", "schedule", "list", "--orchestrator", "plain")
    assert (done.code, done.stderr.splitlines()[-2:]) == (
        3,
        [
            "Error: orchestrator 'plain' of flavor 'bare' has no schedules",
            "Hint: choose a stack with an orchestrator that has, or let a scheduler of your own start the script",
        ],
    )


def test_a_deleted_schedule_is_gone(project: Path, zenml: CommandLine) -> None:
    schedule("Schedule(cron='0 3 1 1 *', time_zone='UTC', name='yearly')")
    table = zenml("pipeline", "schedule", "list")
    assert ("yearly" in table.stdout, "0 3 1 1 * (UTC)" in table.stdout) == (True, True)
    assert zenml("pipeline", "schedule", "delete", "yearly", "--yes").code == 0
    done = zenml("pipeline", "schedule", "delete", "yearly", "--yes", "--if-exists")
    assert (listed(zenml), done.code, done.stderr.splitlines()[-1]) == (
        [],
        0,
        "There is no schedule 'yearly'; nothing was changed.",
    )
