from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import text, update
from sqlite_history import DEAD, a_run, end_of, open_store, start_of, steps_of

from zenml.enums import ExecutionStatus
from zenml.metadata_stores import REMOTE_SILENCE_SECONDS
from zenml.models.runs import StepRecord
from zenml.processes import ProcessIdentity, current_process
from zenml_sql.metadata_schema import runs, steps
from zenml_sql.metadata_store import SQLiteMetadataStore

FAR = ProcessIdentity(host="elsewhere", boot="b00t", pid=4711, started="17")
HOUR = 3_600_000_000


@pytest.fixture
def store(tmp_path: Path) -> SQLiteMetadataStore:
    return open_store(tmp_path / "metadata.db")


def let_an_hour_pass(store: SQLiteMetadataStore) -> None:
    """Move every heartbeat into the past, which is all that time does to a database."""
    with store.database.writing() as connection:
        connection.execute(update(runs).values(beat_at=runs.c.beat_at - HOUR))
        connection.execute(update(steps).values(beat_at=steps.c.beat_at - HOUR))


def silence_of(store: SQLiteMetadataStore, name: str) -> float:
    return next(seconds for run, seconds in store.silent_runs() if run.name == name)


def test_silence_is_counted_from_the_record_of_the_run_and_again_from_each_beat(store: SQLiteMetadataStore) -> None:
    store.create_run(a_run(process=FAR), [])
    assert 0 <= silence_of(store, "first") < 10
    let_an_hour_pass(store)
    assert 3600 <= silence_of(store, "first") < 3610
    store.beat("id-of-first", FAR)
    assert 0 <= silence_of(store, "first") < 10


def test_only_the_process_of_the_run_keeps_it_alive(store: SQLiteMetadataStore) -> None:
    store.create_run(a_run(process=FAR), [])
    let_an_hour_pass(store)
    store.beat("id-of-first", replace(FAR, started="another process with the same number"))
    store.beat("id-of-first", current_process())
    assert silence_of(store, "first") > REMOTE_SILENCE_SECONDS


def test_a_process_that_runs_a_step_beats_for_the_step(store: SQLiteMetadataStore) -> None:
    [step] = steps_of(a_run(), "load")
    store.create_run(a_run(), [step])
    store.start_step(start_of(step))
    let_an_hour_pass(store)
    store.beat("id-of-first", current_process())
    with store.database.reading() as connection:
        age = connection.execute(
            text(
                "SELECT max(beat_at) - min(beat_at) FROM (SELECT beat_at FROM ms_steps"
                " UNION SELECT beat_at FROM ms_runs)"
            )
        ).scalar_one()
    assert HOUR - 10_000_000 < age <= HOUR + 10_000_000


def test_a_silent_run_of_another_machine_is_swept_and_one_that_beats_is_not(store: SQLiteMetadataStore) -> None:
    store.create_run(a_run("silent", process=FAR), [])
    let_an_hour_pass(store)
    store.create_run(a_run("beating", process=FAR), [])
    assert [run.name for run in store.sweep_dead_runs()] == ["silent"]


def test_a_crashed_run_ended_with_its_last_sign_of_life(store: SQLiteMetadataStore) -> None:
    [step] = steps_of(a_run(process=FAR), "load")
    store.create_run(a_run(process=FAR), [step])
    store.start_step(start_of(step))
    let_an_hour_pass(store)
    store.sweep_dead_runs()
    [run], [step] = store.list_runs(), store.list_steps("id-of-first")
    assert run.ended_at is not None
    assert step.ended_at is not None
    an_hour_ago = datetime.now(timezone.utc) - timedelta(hours=1)
    assert abs(run.ended_at - an_hour_ago) < timedelta(seconds=10)
    assert abs(step.ended_at - an_hour_ago) < timedelta(seconds=10)


def test_finished_runs_and_runs_without_a_process_are_not_silent(store: SQLiteMetadataStore) -> None:
    store.create_run(a_run("finished", process=FAR), [])
    store.finish_run("id-of-finished", ExecutionStatus.COMPLETED)
    store.create_run(a_run("outlives its launcher"), [])
    assert store.silent_runs() == []


def a_far_run(store: SQLiteMetadataStore, *names: str) -> list[StepRecord]:
    """Begin a run whose orchestrator needs no process of ours."""
    steps = steps_of(a_run(), *names)
    store.create_run(a_run(), steps)
    store.start_run("id-of-first")
    return steps


def statuses(store: SQLiteMetadataStore) -> dict[str, str]:
    return {step.name: step.status.value for step in store.list_steps("id-of-first")}


@pytest.mark.parametrize("process", [FAR, DEAD])
def test_a_run_without_a_process_ends_when_the_process_of_its_step_dies(
    store: SQLiteMetadataStore, process: ProcessIdentity
) -> None:
    [load, _] = a_far_run(store, "load", "train")
    store.start_step(replace(start_of(load), process=process))
    let_an_hour_pass(store)

    [run] = store.sweep_dead_runs()

    assert run == store.get_run("first")
    assert (run.status, run.error) == (ExecutionStatus.CRASHED, "step 'load' failed: its process died")
    assert statuses(store) == {"load": "crashed", "train": "skipped"}
    crashed = store.get_step(load.id)
    assert crashed is not None
    assert (crashed.error, crashed.duration_seconds, crashed.process) == ("its process died", None, process)
    assert crashed.ended_at == run.ended_at
    assert run.ended_at is not None
    assert abs(run.ended_at - datetime.now(timezone.utc) + timedelta(hours=1)) < timedelta(seconds=10)
    assert store.sweep_dead_runs() == []


def test_a_run_whose_step_died_goes_on_while_another_step_runs_or_may_start(store: SQLiteMetadataStore) -> None:
    load, _ = a_far_run(store, "load", "train")
    other, later = (replace(step, id=step.name, run_id="id-of-second") for step in steps_of(a_run(), "a", "b"))
    store.create_run(a_run("second"), [other, replace(later, inputs={}, upstream=())])
    store.start_step(start_of(load))
    store.start_step(replace(start_of(other), process=DEAD))
    assert store.sweep_dead_runs() == []
    assert statuses(store) == {"load": "running", "train": "initializing"}
    assert [step.status.value for step in store.list_steps("id-of-second")] == ["crashed", "initializing"]


def test_only_running_steps_of_runs_without_a_process_are_silent(store: SQLiteMetadataStore) -> None:
    load, _ = a_far_run(store, "load", "train")
    [watched] = steps_of(a_run("watched"), "load")
    store.create_run(a_run("watched", process=FAR), [watched])
    store.start_step(start_of(watched))
    store.start_step(start_of(load))
    [(step, seconds)] = store.silent_steps()
    assert step == store.get_step(load.id)
    assert 0 <= seconds < 10
    store.finish_step(end_of(load))
    assert store.silent_steps() == []


def test_a_step_crashes_with_its_own_process_only(store: SQLiteMetadataStore) -> None:
    load, _ = a_far_run(store, "load", "train")
    store.start_step(replace(start_of(load), process=FAR))
    assert store.crash_step(load.id, DEAD, "its process died") is False
    assert store.crash_step(load.id, FAR, "its process died") is True
    assert store.crash_step(load.id, FAR, "its process died") is False


def test_the_databases_clock_is_that_of_the_world(store: SQLiteMetadataStore) -> None:
    store.create_run(a_run(), [])
    store.finish_run("id-of-first", ExecutionStatus.COMPLETED)
    [run] = store.list_runs()
    assert run.ended_at is not None
    assert abs(run.ended_at - datetime.now(timezone.utc)) < timedelta(seconds=10)
