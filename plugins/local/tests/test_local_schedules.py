"""Schedules are kept, replaced, paused and deleted."""

from __future__ import annotations

import dataclasses
import json
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from scheduled_world import (
    NOON,
    SECOND,
    World,
    deployment,
    seconds,
)

from zenml.errors import ConfigurationError, ConflictError, NotFoundError
from zenml.models.schedule import Schedule
from zenml_local.orchestrator import LocalOrchestrator
from zenml_local.schedule_files import ScheduleFiles
from zenml_local.scheduler import SCHEDULES
from zenml_local.schedules import Schedules


@pytest.fixture
def schedules(tmp_path: Path) -> Schedules:
    return Schedules(tmp_path)


def test_a_schedule_is_kept_with_the_interpreter_that_made_it(schedules: Schedules, tmp_path: Path) -> None:
    schedules.add(deployment(interval=3600))
    stored = ScheduleFiles(tmp_path / SCHEDULES).read("often")
    assert (stored.deployment, stored.python) == (deployment(interval=3600), sys.executable)


def test_a_schedule_of_the_same_name_and_pipeline_is_replaced(schedules: Schedules) -> None:
    schedules.add(deployment(interval=3600))
    schedules.add(deployment(interval=60))
    assert [state.schedule for state in schedules.all()] == [Schedule(interval=60, name="often")]


@pytest.mark.parametrize("name", ["often", "Often"])
def test_a_name_that_another_schedule_bears_is_refused(schedules: Schedules, name: str) -> None:
    schedules.add(deployment(interval=3600))
    other = dataclasses.replace(deployment(interval=60, name=name), pipeline="other")
    with pytest.raises(ConflictError) as refused:
        schedules.add(other)
    assert str(refused.value) == (
        "the schedule 'often' of pipeline 'training' exists already (give this one another name: Schedule(name=…))"
    )


def test_a_schedule_that_is_never_due_is_refused(schedules: Schedules) -> None:
    with pytest.raises(ConfigurationError) as refused:
        schedules.add(deployment(interval=3600, end_time=NOON - 365 * timedelta(days=1)))
    assert str(refused.value) == (
        "the schedule 'often' is never due: every 1:00:00 (look at its times and its end_time)"
    )


def test_a_paused_schedule_starts_nothing_and_makes_up_for_nothing(tmp_path: Path) -> None:
    world = World(tmp_path, interval=10, catchup=True)
    schedules, scheduler = Schedules(tmp_path), world.scheduler()
    schedules.pause("often", is_paused=True)
    world.now = seconds(10)
    scheduler.attend()
    assert (world.started, schedules.all()[0].next_slot) == ([], None)
    schedules.pause("often", is_paused=False)
    since = world.files.read("often").since
    world.now = since + 11 * SECOND
    scheduler.attend()
    assert [process.firing.slot > since for process in world.processes] == [True]


def test_a_deleted_schedule_leaves_nothing(schedules: Schedules, tmp_path: Path) -> None:
    schedules.add(deployment(interval=3600))
    schedules.delete("often")
    assert (schedules.all(), [path.name for path in (tmp_path / SCHEDULES).iterdir()]) == ([], [".lock"])


def test_an_unknown_schedule_is_told_with_the_nearest(schedules: Schedules) -> None:
    schedules.add(deployment(interval=3600))
    for act in (schedules.delete, lambda name: schedules.pause(name, is_paused=True)):
        with pytest.raises(NotFoundError) as refused:
            act("oftn")
        assert str(refused.value) == "there is no schedule named 'oftn' (did you mean 'often'?)"


def test_a_newer_format_is_told_and_left_alone(schedules: Schedules, tmp_path: Path) -> None:
    schedules.add(deployment(interval=3600))
    path = tmp_path / SCHEDULES / "often" / "schedule.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"version": 2}))
    state = schedules.all()[0]
    problem = f"{path} has format 2, this zenml-local reads format 1 (pip install --upgrade zenml-local)"
    assert (state.schedule, state.error) == (None, problem)


def test_the_orchestrator_keeps_its_schedules_in_its_own_folder(config_path: Path) -> None:
    orchestrator = LocalOrchestrator(name="here")
    orchestrator.add_schedule(deployment(interval=3600))
    found = [path.parent.name for path in config_path.glob(f"local_stores/{orchestrator.uuid}/schedules/*/*.json")]
    assert (found, orchestrator.get_schedule("often").pipeline) == (["often"], "training")
    assert (orchestrator.scheduler.is_running, orchestrator.log_file) == (False, None)
