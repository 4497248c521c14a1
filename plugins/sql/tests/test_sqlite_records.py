from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlite_history import NOON, STORE, a_run, an_artifact, end_of, open_store, start_of, steps_of

from zenml.components import local_store_folder
from zenml.enums import ExecutionStatus
from zenml.errors import ConflictError
from zenml.models.runs import Page, RunFilter, StepRecord
from zenml.processes import ProcessIdentity, current_process
from zenml_sql.metadata_store import SQLiteMetadataStore

COMPLETED, FAILED, SKIPPED = ExecutionStatus.COMPLETED, ExecutionStatus.FAILED, ExecutionStatus.SKIPPED
FAR = ProcessIdentity(host="elsewhere", boot="b00t", pid=4711, started="17")


@pytest.fixture
def store(tmp_path: Path) -> SQLiteMetadataStore:
    return open_store(tmp_path / "metadata.db")


def completed_step(store: SQLiteMetadataStore, run_name: str, *outputs: str, cache_key: str = "key") -> StepRecord:
    run = a_run(run_name)
    [step] = steps_of(run, "load")
    store.create_run(run, [step])
    store.start_step(start_of(step, cache_key=cache_key))
    store.finish_step(end_of(step, artifacts=tuple(an_artifact(step, output) for output in outputs)))
    return step


def test_a_run_is_returned_as_it_was_recorded_by_its_name_and_by_its_id(store: SQLiteMetadataStore) -> None:
    run = replace(
        a_run(project="digits", process=FAR),
        runtime_configuration={"another_param": "luna", "nested": [1, 2.5, None, True, {"a": "ü"}]},
    )
    store.create_run(run, [])
    assert store.get_run("first") == run
    assert store.get_run("id-of-first") == run
    assert store.get_run("second") is None


def test_an_id_is_found_before_a_name_that_looks_like_it(store: SQLiteMetadataStore) -> None:
    store.create_run(a_run("first"), [])
    store.create_run(a_run("id-of-first"), [])
    assert store.get_run("id-of-first") == a_run("first")


def test_two_runs_cannot_bear_one_name_and_the_second_leaves_nothing_behind(store: SQLiteMetadataStore) -> None:
    store.create_run(a_run("first"), [])
    again = replace(a_run("first"), id="another-id")
    with pytest.raises(ConflictError) as caught:
        store.create_run(again, steps_of(again, "load"))
    assert str(caught.value) == "a run named 'first' exists already (give another run_name, or none)"
    assert store.list_runs() == [a_run("first")]
    assert store.list_steps("another-id") == []


def test_a_finished_run_says_how_and_when_it_ended(store: SQLiteMetadataStore) -> None:
    store.create_run(a_run(), [])
    before = datetime.now(timezone.utc)
    assert store.start_run("id-of-first") is True
    assert store.finish_run("id-of-first", FAILED, duration_seconds=2.25, error="step 'train' failed") is True
    run = store.get_run("first")
    assert run is not None
    assert run.ended_at is not None
    assert timedelta(seconds=-1) < run.ended_at - before < timedelta(seconds=10)
    assert run == replace(
        a_run(status=FAILED), ended_at=run.ended_at, duration_seconds=2.25, error="step 'train' failed"
    )


def test_times_keep_their_microseconds(store: SQLiteMetadataStore) -> None:
    run = replace(a_run(), started_at=datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=timezone.utc))
    store.create_run(run, [])
    assert store.get_run("first") == run


def test_an_error_with_an_undecodable_file_name_is_recorded(store: SQLiteMetadataStore) -> None:
    store.create_run(a_run(), [])
    store.finish_run("id-of-first", FAILED, error="no file 'caf\udce9'")
    run = store.get_run("first")
    assert run is not None
    assert run.error == "no file 'caf\\udce9'"


def test_runs_are_listed_in_the_order_in_which_they_were_recorded_whatever_their_clocks_say(
    store: SQLiteMetadataStore,
) -> None:
    for hour, name in enumerate(["c", "a", "b"]):
        store.create_run(replace(a_run(name), started_at=NOON - timedelta(hours=hour)), [])
    assert [run.name for run in store.list_runs()] == ["c", "a", "b"]
    assert [run.name for run in store.list_runs(page=Page(newest_first=True))] == ["b", "a", "c"]


@pytest.mark.parametrize(
    ("page", "names"),
    [
        (Page(limit=2), ["0", "1"]),
        (Page(offset=3), ["3", "4"]),
        (Page(offset=1, limit=2), ["1", "2"]),
        (Page(offset=1, limit=2, newest_first=True), ["3", "2"]),
        (Page(offset=5), []),
        (Page(limit=0), []),
    ],
)
def test_a_page_is_a_part_of_the_list(store: SQLiteMetadataStore, page: Page, names: list[str]) -> None:
    for name in "01234":
        store.create_run(a_run(name), [])
    assert [run.name for run in store.list_runs(page=page)] == names


@pytest.mark.parametrize(
    ("where", "names"),
    [
        (RunFilter(), ["a", "b", "c"]),
        (RunFilter(pipeline="training"), ["a", "c"]),
        (RunFilter(name="b"), ["b"]),
        (RunFilter(status=FAILED), ["b", "c"]),
        (RunFilter(stack="prod"), ["b"]),
        (RunFilter(user="luna"), ["c"]),
        (RunFilter(project="digits"), ["a"]),
        (RunFilter(pipeline="training", status=FAILED), ["c"]),
        (RunFilter(pipeline="unknown"), []),
    ],
)
def test_a_filter_chooses_runs(store: SQLiteMetadataStore, where: RunFilter, names: list[str]) -> None:
    store.create_run(a_run("a", project="digits"), [])
    store.create_run(a_run("b", pipeline="scoring", stack="prod", status=FAILED), [])
    store.create_run(a_run("c", user="luna", status=FAILED), [])
    assert [run.name for run in store.list_runs(where)] == names
    assert store.count_runs(where) == len(names)


def test_pipelines_are_listed_once_and_sorted(store: SQLiteMetadataStore) -> None:
    for name, pipeline in [("1", "training"), ("2", "evaluation"), ("3", "training")]:
        store.create_run(a_run(name, pipeline=pipeline), [])
    assert store.list_pipelines() == ["evaluation", "training"]


def test_a_step_is_returned_as_it_was_recorded(store: SQLiteMetadataStore) -> None:
    load, train = steps = steps_of(a_run(), "load", "train")
    store.create_run(a_run(), steps)
    assert store.list_steps("id-of-first") == [load, train]
    assert store.get_step(train.id) == train
    assert store.get_step("unknown") is None


def test_a_started_and_a_finished_step_say_so(store: SQLiteMetadataStore) -> None:
    [step] = steps_of(a_run(), "load")
    store.create_run(a_run(), [step])

    assert store.start_step(start_of(step)) is True
    started = replace(
        step,
        status=ExecutionStatus.RUNNING,
        started_at=NOON,
        cache_key="key",
        artifact_store=STORE,
        process=current_process(),
        key_parts={"code": "0a1b2c3d"},
    )
    assert store.get_step(step.id) == started

    assert store.finish_step(replace(end_of(step, FAILED), error="ValueError: no")) is True
    assert store.get_step(step.id) == replace(
        started,
        status=FAILED,
        ended_at=NOON + timedelta(seconds=2),
        duration_seconds=1.5,
        log_uri="runs/id-of-first/load/logs",
        error="ValueError: no",
    )


def test_steps_are_listed_in_the_order_in_which_they_started_then_those_that_have_not(
    store: SQLiteMetadataStore,
) -> None:
    a, b, c, d = steps = steps_of(a_run(), "a", "b", "c", "d")
    store.create_run(a_run(), steps)
    store.start_step(start_of(d))
    store.cache_step(replace(start_of(b), started_at=NOON - timedelta(days=1)), end_of(b))
    assert [step.name for step in store.list_steps("id-of-first")] == ["d", "b", a.name, c.name]


def test_inputs_and_outputs_keep_their_names_and_their_order(store: SQLiteMetadataStore) -> None:
    split, train = steps = steps_of(a_run(), "split", "train")
    y, x = an_artifact(split, "y"), an_artifact(split, "x")
    store.create_run(a_run(), steps)
    store.start_step(start_of(split))
    store.finish_step(end_of(split, artifacts=(y, x)))
    store.start_step(start_of(train, inputs={"target": y.id, "data": x.id, "again": x.id}))
    assert list(store.output_artifacts(split.id).items()) == [("y", y), ("x", x)]
    assert list(store.input_artifacts(train.id).items()) == [("target", y), ("data", x), ("again", x)]
    assert store.input_artifacts(split.id) == {}


def test_an_artifact_leads_to_the_steps_that_read_it_in_any_run(store: SQLiteMetadataStore) -> None:
    producer = completed_step(store, "first", "output", "unread")
    artifact = an_artifact(producer)
    late, early, other = steps_of(a_run("second"), "late", "early", "other")
    store.create_run(a_run("second"), [late, early, other])
    store.start_step(start_of(early, inputs={"x": artifact.id, "again": artifact.id}))
    store.cache_step(start_of(late, inputs={"x": artifact.id}), end_of(late))
    store.start_step(start_of(other))
    assert store.get_artifact(artifact.id) == artifact
    assert store.consumers_of(artifact.id) == [store.get_step(early.id), store.get_step(late.id)]
    assert store.get_artifact("unknown") is None
    assert store.consumers_of(f"{producer.id}/unread") == []


def test_a_cached_step_has_the_outputs_of_the_step_that_produced_them(store: SQLiteMetadataStore) -> None:
    producer = completed_step(store, "first", "output")
    [step] = steps_of(a_run("second"), "load")
    store.create_run(a_run("second"), [step])
    artifact = an_artifact(producer)
    assert store.cache_step(start_of(step), end_of(step, outputs={"output": artifact.id})) is True
    cached = store.get_step(step.id)
    assert cached is not None
    assert (cached.status, cached.cache_key, cached.duration_seconds) == (ExecutionStatus.CACHED, "key", 1.5)
    assert store.output_artifacts(step.id) == {"output": artifact}


def test_the_cache_answers_with_the_step_that_started_last(store: SQLiteMetadataStore) -> None:
    completed_step(store, "first", "output")
    second = completed_step(store, "second", "b", "a")
    completed_step(store, "third", "output", cache_key="another key")
    found = store.find_cached_outputs("key", STORE)
    assert found is not None
    assert list(found.items()) == [("b", an_artifact(second, "b")), ("a", an_artifact(second, "a"))]


def test_the_cache_knows_a_step_without_outputs(store: SQLiteMetadataStore) -> None:
    completed_step(store, "first")
    assert store.find_cached_outputs("key", STORE) == {}


def test_the_cache_knows_neither_another_key_nor_another_artifact_store(store: SQLiteMetadataStore) -> None:
    completed_step(store, "first", "output")
    assert store.find_cached_outputs("another key", STORE) is None
    assert store.find_cached_outputs("key", "another store") is None


@pytest.mark.parametrize("status", [FAILED, ExecutionStatus.STOPPED, ExecutionStatus.CRASHED])
def test_the_cache_does_not_know_a_step_that_did_not_complete(
    store: SQLiteMetadataStore, status: ExecutionStatus
) -> None:
    [step] = steps_of(a_run(), "load")
    store.create_run(a_run(), [step])
    store.start_step(start_of(step))
    assert store.find_cached_outputs("key", STORE) is None
    store.finish_step(end_of(step, status))
    assert store.find_cached_outputs("key", STORE) is None


def test_by_default_the_database_lies_in_the_folder_of_its_component() -> None:
    store = SQLiteMetadataStore(name="default")
    assert store.uri == f"sqlite:///{local_store_folder(store.uuid)}/metadata.db"
    assert store.local_path == local_store_folder(store.uuid)
    assert store.model_fields_set == {"name"}


def test_a_folder_that_the_user_named_is_not_called_the_components_own(store: SQLiteMetadataStore) -> None:
    assert store.local_path is None


@pytest.mark.parametrize("uri", ["sqlite://", "sqlite:///metadata.db", "sqlite:////tmp/", "sqlite:////a?b=1"])
def test_a_uri_that_does_not_name_one_file_is_refused(uri: str) -> None:
    with pytest.raises(
        ValueError, match=r"write the path of a file, or sqlite:/// and its absolute path: sqlite:////folder"
    ):
        SQLiteMetadataStore(name="history", uri=uri)


@pytest.mark.parametrize("uri", ["metadata.db", "./metadata.db", "{here}/metadata.db"])
def test_a_path_names_a_file_as_well(uri: str) -> None:
    store = SQLiteMetadataStore(name="a", uri=uri.format(here=Path.cwd()))
    assert store.uri == f"sqlite:///{Path.cwd()}/metadata.db"
