"""What the scheduler starts, with a clock that tests set, and processes that end when a test says so."""

from __future__ import annotations

import dataclasses
import logging
import stat
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scheduled_world import (
    CRASHED,
    GONE,
    NOON,
    RUNNING,
    SECOND,
    World,
    claimed_by_the_dead,
    deployment,
    seconds,
)

from zenml.enums import ExecutionStatus
from zenml.files import write_atomically
from zenml.models.deployment import PipelineDeployment
from zenml.models.schedule_states import Firing, LaunchReport
from zenml_local import firing_files
from zenml_local.schedule_files import StoredSchedule
from zenml_local.scheduler import SCHEDULES, Scheduler


def test_a_slot_is_started_once_and_then_the_next(tmp_path: Path) -> None:
    world = World(tmp_path, interval=10)
    scheduler = world.scheduler()
    for second in range(35):
        world.now = seconds(second)
        scheduler.attend()
        world.end_all()
    assert world.started == [10, 20, 30]


def test_what_is_launched_is_a_run_of_its_own_that_tells_of_its_slot(tmp_path: Path) -> None:
    world = World(tmp_path, interval=10)
    world.now = seconds(10)
    world.scheduler().attend()
    launched = PipelineDeployment.from_json(world.processes[0].firing.deployment.read_bytes())
    expected = dataclasses.replace(
        deployment(interval=10),
        run_id=launched.run_id,
        run_name="often-2026_06_01-12_00_10",
        runtime_configuration={
            "label": 1,
            "schedule": {"interval": 10.0, "catchup": False, "name": "often"},
            "scheduled_for": "2026-06-01T12:00:10+00:00",
        },
    )
    assert (launched, launched.run_id != "id") == (expected, True)


def test_one_run_at_a_time_with_catchup_slots_wait(tmp_path: Path) -> None:
    world = World(tmp_path, interval=10, catchup=True)
    scheduler = world.scheduler()
    world.now = seconds(10)
    scheduler.attend()
    world.now = seconds(35)
    scheduler.attend()
    assert world.started == [10]
    for _ in range(3):
        world.end_all()
        scheduler.attend()
    assert world.started == [10, 20, 30]


def test_one_run_at_a_time_without_catchup_slots_are_passed_over(tmp_path: Path) -> None:
    world = World(tmp_path, interval=10)
    scheduler = world.scheduler()
    for second in (10, 20, 30):
        world.now = seconds(second)
        scheduler.attend()
    world.end_all()
    world.now = seconds(35)
    scheduler.attend()
    assert world.started == [10, 30]


@pytest.mark.parametrize(("catchup", "started"), [(True, [10, 20]), (False, [10, 120])])
def test_a_scheduler_that_comes_later_knows_what_was_started(tmp_path: Path, catchup: bool, started: list[int]) -> None:
    world = World(tmp_path, interval=10, catchup=catchup)
    for second in (10, 125):
        world.now = seconds(second)
        world.scheduler().attend()
        world.end_all()
    assert world.started == started


def test_a_clock_that_is_set_back_starts_nothing_again(tmp_path: Path) -> None:
    world = World(tmp_path, interval=10)
    scheduler = world.scheduler()
    for second in (30, 5, 10, 20, 30, 40):
        world.now = seconds(second)
        scheduler.attend()
        world.end_all()
    assert world.started == [30, 40]


@settings(max_examples=60)
@given(
    catchup=st.booleans(),
    moves=st.lists(
        st.one_of(
            st.tuples(st.just("wait"), st.integers(-30, 60)),
            st.tuples(st.just("attend"), st.integers(0, 1)),
            st.tuples(st.just("restart"), st.integers(0, 1)),
            st.tuples(st.just("end"), st.integers(0, 1)),
        ),
        max_size=40,
    ),
)
def test_two_schedulers_start_no_slot_twice(catchup: bool, moves: list[tuple[str, int]]) -> None:
    with TemporaryDirectory() as folder:
        world = World(Path(folder), interval=7, catchup=catchup)
        schedulers = [world.scheduler(), world.scheduler()]
        for move, number in moves:
            if move == "wait":
                world.now += number * SECOND
            elif move == "attend":
                schedulers[number].attend()
            elif move == "restart":
                schedulers[number] = world.scheduler()
            else:
                world.end_all()
            assert sum(process.code is None for process in world.processes) <= 1
        assert world.started == sorted(set(world.started))
        if catchup:
            assert world.started == [7 * (number + 1) for number in range(len(world.started))]


@pytest.mark.parametrize(
    ("catchup", "second", "started"), [(True, 500, [10]), (False, 15, [10]), (False, 75, [70]), (True, 10, [10])]
)
def test_a_slot_whose_scheduler_was_killed_before_it_began_is_started_if_it_is_not_missed(
    tmp_path: Path, catchup: bool, second: int, started: list[int]
) -> None:
    world = World(tmp_path, interval=10, catchup=catchup)
    firing = claimed_by_the_dead(world, 10)
    lost = Firing(seconds(10), "often", CRASHED, "the scheduler was gone before it had started it")
    assert firing.state() == lost
    world.now = seconds(second)
    world.scheduler().attend()
    assert world.started == started


def test_a_run_whose_process_is_gone_has_crashed_and_the_next_slot_is_started(tmp_path: Path) -> None:
    world = World(tmp_path, interval=10)
    firing = claimed_by_the_dead(world, 10)
    write_atomically(firing.report, LaunchReport(RUNNING, "often-1", GONE).to_json())
    world.now = seconds(20)
    assert firing.state() == Firing(seconds(10), "often-1", CRASHED, "its process is gone")
    world.scheduler().attend()
    assert world.started == [20]


@pytest.mark.parametrize(
    ("code", "end"), [(-9, "was ended by SIGKILL: was there too little memory?"), (1, "ended itself with exit code 1")]
)
def test_a_launch_that_is_killed_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture, code: int, end: str) -> None:
    caplog.set_level(logging.INFO, "scheduler")
    world = World(tmp_path, interval=10)
    scheduler = world.scheduler()
    world.now = seconds(10)
    scheduler.attend()
    world.processes[0].code = code
    scheduler.attend()
    state = world.processes[0].firing.state()
    assert state == Firing(seconds(10), "often-2026_06_01-12_00_10", CRASHED, f"its process {end}")
    assert [record.getMessage() for record in caplog.records] == [
        "Schedule 'often', slot 2026-06-01 12:00:10+00:00: process 4242 launches it.",
        f"Schedule 'often', slot 2026-06-01 12:00:10+00:00: run 'often-2026_06_01-12_00_10' crashed: its process {end}",
    ]


def test_a_program_that_is_gone_is_told_and_the_next_slot_is_tried(tmp_path: Path) -> None:
    world = World(tmp_path, interval=10)
    world.files.write(StoredSchedule(deployment(interval=10), str(tmp_path / "python"), NOON, NOON))
    scheduler = Scheduler(tmp_path, lambda: world.now)
    for second in (10, 20):
        world.now = seconds(second)
        scheduler.attend()
    error = f"cannot start {tmp_path}/python: No such file or directory"
    states = [firing.state() for firing in world.firings.all()]
    assert states == [
        Firing(seconds(second), f"often-2026_06_01-12_00_{second}", ExecutionStatus.FAILED, error)
        for second in (10, 20)
    ]


def test_one_damaged_schedule_harms_no_other_and_is_told_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    world = World(tmp_path, interval=10)
    (tmp_path / SCHEDULES / "damaged").mkdir()
    (tmp_path / SCHEDULES / "damaged" / "schedule.json").write_text("{")
    scheduler = world.scheduler()
    for second in (10, 20):
        world.now = seconds(second)
        scheduler.attend()
        world.end_all()
    assert (world.started, len(caplog.records)) == ([10, 20], 1)
    assert "schedule.json is damaged" in caplog.text


def test_old_slots_are_forgotten_but_not_started_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(firing_files, "_KEPT", 3)
    world = World(tmp_path, interval=1, catchup=True)
    scheduler = world.scheduler()
    world.now = seconds(9)
    for _ in range(12):
        scheduler.attend()
        world.end_all()
    kept = [round((firing.slot - NOON).total_seconds()) for firing in world.firings.all()]
    assert (world.started, kept) == (list(range(1, 10)), [7, 8, 9])


def test_files_are_private(tmp_path: Path) -> None:
    world = World(tmp_path, interval=10)
    world.now = seconds(10)
    world.scheduler().attend()
    modes = {path.name.partition(".")[2]: stat.S_IMODE(path.stat().st_mode) for path in world.firings.folder.iterdir()}
    suffixes = ("000000Z.claim", "000000Z.deployment", "000000Z.report")
    assert modes == dict.fromkeys(suffixes, 0o600)
