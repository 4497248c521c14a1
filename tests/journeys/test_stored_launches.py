"""A pipeline is handed to an orchestrator, which launches it later by a command line: with the code as it is then."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import pytest
from commandline import CommandLine

from zenml.enums import ExecutionStatus
from zenml.post_execution import get_pipeline, get_pipelines, get_run

ORCHESTRATOR = """
from pathlib import Path

from zenml.models.schedule_states import SchedulerState, ScheduleState
from zenml.orchestrators import BaseOrchestrator

HERE = Path(__file__).parent


class KeepingOrchestrator(BaseOrchestrator):
    '''Keep what is to be launched.'''

    FLAVOR = "keeping"

    def run(self, deployment, run_step):
        for step in deployment.steps:
            run_step(step.name)

    def add_schedule(self, deployment):
        (HERE / "kept.json").write_bytes(deployment.to_json())
        schedule = deployment.schedule
        return ScheduleState(schedule.name, deployment.pipeline, deployment.stack.name, schedule)

    @property
    def scheduler(self):
        return SchedulerState(is_running=False)
"""
TRAINING = """
import sys

from helpers import factor
from zenml import Schedule, pipeline, step
from zenml.steps import BaseParameters


class Size(BaseParameters):
    size: int = 1


@step
def load(params: Size) -> int:
    return params.size


@step(extra_files=["notes.txt"])
def scale(number: int) -> int:
    return number * factor()


@pipeline
def training(load):
    scale(load())


if __name__ == "__main__":
    training(load=load(Size(size=7))).run(**eval(sys.argv[1]))
"""

HIDDEN = """
def hide():
    @step
    def inner(number: int) -> int:
        return 1
    return inner


"""


@pytest.fixture
def project(used_before: Path, tmp_path: Path, zenml: CommandLine, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a repository whose stack keeps what is to be launched."""
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    Path("keeping.py").write_text(ORCHESTRATOR)
    Path("training.py").write_text(TRAINING)
    Path("helpers.py").write_text("def factor():\n    return 2\n")
    Path("notes.txt").write_text("first")
    for line in (
        "init",
        "orchestrator flavor register keeping.KeepingOrchestrator",
        "orchestrator register keeper --flavor=keeping",
        "stack register kept -o keeper -a default -m default --set",
    ):
        done = zenml(*line.split())
        assert done.code == 0, done.stderr
    return folder


def ran(options: str) -> subprocess.CompletedProcess[str]:
    """Run the script with these options of ``run()``."""
    return subprocess.run([sys.executable, "training.py", options], capture_output=True, text=True, check=False)


def scheduled() -> None:
    done = ran("{'schedule': Schedule(cron='0 3 * * *'), 'label': 'nightly'}")
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines()[-1] == (
        "Schedule 'training' of pipeline 'training': 0 3 * * *, never due again."
        " Nothing starts it yet: zenml pipeline schedule start"
    )


def kept(run_name: str) -> Path:
    """Return the file of what was kept, to be launched under a name."""
    document = json.loads(Path("kept.json").read_text())
    Path("next.json").write_text(json.dumps(document | {"run_name": run_name}))
    return Path("next.json").absolute()


def launched(run_name: str, *more: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "zenml.entrypoint", "--launch", str(kept(run_name)), *more]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def outcome(run: str) -> tuple[ExecutionStatus, list[tuple[str, ExecutionStatus]], object]:
    view = get_run(run)
    steps = [(step.name, step.status) for step in view.steps]
    return view.status, steps, view.steps[-1].output.read()


def report(path: Path) -> dict[str, Any]:
    found = cast("dict[str, Any]", json.loads(path.read_text()))
    return {key: found[key] for key in ("status", "run_name", "error")}


def names_of_pipelines() -> list[str]:
    return [pipeline.name for pipeline in get_pipelines()]


AGAIN = "run its script again, which schedules the pipeline as it is now"
CHANGED = "it does not take 'number', it also needs 'figure'"
MISSING = "ModuleNotFoundError:"
COMPLETED, CACHED = ExecutionStatus.COMPLETED, ExecutionStatus.CACHED


def test_a_pipeline_with_a_schedule_runs_only_when_it_is_launched(project: Path) -> None:
    scheduled()
    before = names_of_pipelines()
    done = launched("first", folder=project.parent)
    assert (before, done.returncode, outcome("first")) == (
        [],
        0,
        (COMPLETED, [("load", COMPLETED), ("scale", COMPLETED)], 14),
    )
    assert get_run("first").runtime_configuration == {
        "label": "nightly",
        "schedule": {"cron": "0 3 * * *", "catchup": False, "name": "training"},
    }


def test_an_unchanged_pipeline_is_taken_from_the_cache_whether_a_person_or_a_schedule_ran_it(project: Path) -> None:
    scheduled()
    assert ran("{'run_name': 'by hand'}").returncode == 0
    assert launched("first").returncode == 0
    assert outcome("first") == (CACHED, [("load", CACHED), ("scale", CACHED)], 14)


@pytest.mark.parametrize("change", ["helpers.py", "notes.txt"])
def test_what_changed_since_it_was_scheduled_is_computed_anew(project: Path, change: str) -> None:
    scheduled()
    assert launched("first").returncode == 0
    Path(change).write_text("def factor():\n    return 3\n")
    assert launched("second").returncode == 0
    result = 21 if change == "helpers.py" else 14
    assert outcome("second") == (COMPLETED, [("load", CACHED), ("scale", COMPLETED)], result)


def test_of_two_launches_with_one_report_one_launches(project: Path, tmp_path: Path) -> None:
    scheduled()
    told = tmp_path / "report.json"
    first, second = launched("once", "--once", str(told)), launched("once", "--once", str(told))
    assert (first.returncode, second.returncode, len(get_pipeline("training").runs)) == (0, 0, 1)
    assert report(told) == {"status": "completed", "run_name": "once", "error": ""}


def test_a_name_that_is_taken_gets_a_number(project: Path, tmp_path: Path) -> None:
    scheduled()
    told = tmp_path / "report.json"
    assert launched("nightly").returncode == launched("nightly", "--once", str(told)).returncode == 0
    assert report(told) == {"status": "cached", "run_name": "nightly-2", "error": ""}


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (
            ("def scale(number: int)", "def scale(figure: int)"),
            f"step 'scale' is not any more what was stored: {CHANGED} ({AGAIN})",
        ),
        (
            ("def load(params: Size)", "def load_all(params: Size)"),
            "module 'training' has no 'load' (check the address 'training:load')",
        ),
        (
            ("import sys", "import sis"),
            f"step 'load' cannot be imported from 'training:load': {MISSING} No module named 'sis'",
        ),
    ],
)
def test_code_that_is_not_there_any_more_is_told_in_one_line(
    project: Path, tmp_path: Path, change: tuple[str, str], error: str
) -> None:
    scheduled()
    Path("training.py").write_text(TRAINING.replace(*change))
    told = tmp_path / "report.json"
    done = launched("first", "--once", str(told))
    assert (done.returncode, done.stderr, names_of_pipelines()) == (1, f"Error: {error}\n", [])
    assert report(told)["status"] == "failed"


def test_a_source_root_that_is_gone_is_told_in_one_line(project: Path, tmp_path: Path) -> None:
    scheduled()
    file = kept("first").rename(tmp_path / "next.json")
    project.rename(tmp_path / "moved")
    command = [sys.executable, "-m", "zenml.entrypoint", "--launch", str(file)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == (
        f"Error: the source root {project} of pipeline 'training' is gone"
        " (schedule the pipeline again from where its code is now)\n"
    )


def test_steps_of_this_process_alone_cannot_be_scheduled(project: Path) -> None:
    with_hidden = TRAINING.replace("@pipeline", f"{HIDDEN}@pipeline").replace("scale(load())", "hide()(load())")
    Path("training.py").write_text(with_hidden)
    done = ran("{'schedule': '0 3 * * *'}")
    assert done.stderr.splitlines()[-1] == (
        "zenml.errors.WiringError: pipeline 'training' cannot run: step 'inner': exists only in this process"
        " (write it at the top of a file, to schedule it)"
    )


def test_a_run_name_does_not_go_with_a_schedule(project: Path) -> None:
    done = ran("{'schedule': '0 3 * * *', 'run_name': 'only'}")
    assert done.stderr.splitlines()[-1] == (
        "zenml.errors.WiringError: pipeline 'training' cannot run: run() gets a run_name and a schedule"
        " (name the schedule: Schedule(name=…))"
    )
