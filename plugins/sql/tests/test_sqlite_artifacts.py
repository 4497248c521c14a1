from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_history import a_run, an_artifact, end_of, open_store, record_whole_run, start_of, steps_of

from zenml.enums import ExecutionStatus
from zenml.errors import ConflictError
from zenml.models.runs import ArtifactFilter, ArtifactRecord, Page, RunFilter, StepRecord
from zenml_sql.metadata_store import SQLiteMetadataStore

OUTPUT = "training.load.output"


@pytest.fixture
def store(tmp_path: Path) -> SQLiteMetadataStore:
    return open_store(tmp_path / "metadata.db")


def produce(store: SQLiteMetadataStore, run_name: str, *outputs: str, cache_key: str = "key") -> StepRecord:
    """Record a run whose only step made ``outputs``."""
    run = a_run(run_name)
    [step] = steps = steps_of(run, "load")
    store.create_run(run, steps)
    store.start_step(start_of(step, cache_key=cache_key))
    store.finish_step(end_of(step, artifacts=tuple(an_artifact(step, output) for output in outputs)))
    store.finish_run(run.id, ExecutionStatus.COMPLETED)
    return step


def reuse(store: SQLiteMetadataStore, run_name: str, artifact: ArtifactRecord) -> None:
    """Record a run whose only step found ``artifact`` in the cache."""
    run = a_run(run_name)
    [step] = steps = steps_of(run, "load")
    store.create_run(run, steps)
    store.cache_step(start_of(step), end_of(step, ExecutionStatus.CACHED, outputs={"output": artifact.id}))
    store.finish_run(run.id, ExecutionStatus.CACHED)


def named(artifacts: list[ArtifactRecord]) -> list[tuple[str, int | None, str]]:
    return [(each.artifact_name, each.version, each.run_id) for each in artifacts]


def test_each_artifact_is_the_next_version_of_its_name(store: SQLiteMetadataStore) -> None:
    produce(store, "first", "output", "extra")
    produce(store, "second", "output")
    expected = [
        (OUTPUT, 1, "id-of-first"),
        ("training.load.extra", 1, "id-of-first"),
        (OUTPUT, 2, "id-of-second"),
    ]
    assert named(store.list_artifacts()) == expected
    assert named(store.list_artifacts(page=Page(newest_first=True))) == expected[::-1]
    assert named(store.list_artifacts(page=Page(offset=1, limit=1))) == expected[1:2]
    assert store.count_artifacts() == 3


def test_two_that_record_at_once_never_give_one_version_twice(store: SQLiteMetadataStore) -> None:
    store.list_runs()

    def record(name: str) -> None:
        for number in range(5):
            produce(store, f"{name}-{number}", "output")

    threads = [threading.Thread(target=record, args=(name,)) for name in ("a", "b", "c", "d")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [each.version for each in store.list_artifacts()] == list(range(1, 21))


def test_a_filter_chooses_artifacts(store: SQLiteMetadataStore) -> None:
    produce(store, "first", "output", "extra")
    produce(store, "second", "output")
    store.tag_artifact("first/load/extra", add=["best"])
    found = {
        "name": named(store.list_artifacts(ArtifactFilter(OUTPUT))),
        "version": named(store.list_artifacts(ArtifactFilter(OUTPUT, 2))),
        "run": named(store.list_artifacts(ArtifactFilter(run_id="id-of-second"))),
        "tag": named(store.list_artifacts(ArtifactFilter(tag="best"))),
        "none": named(store.list_artifacts(ArtifactFilter(tag="bes"))),
    }
    assert found == {
        "name": [(OUTPUT, 1, "id-of-first"), (OUTPUT, 2, "id-of-second")],
        "version": [(OUTPUT, 2, "id-of-second")],
        "run": [(OUTPUT, 2, "id-of-second")],
        "tag": [("training.load.extra", 1, "id-of-first")],
        "none": [],
    }
    assert store.count_artifacts(ArtifactFilter(OUTPUT)) == 2


def test_a_deleted_artifact_is_in_no_list_nor_in_the_cache_but_its_lineage_stays(store: SQLiteMetadataStore) -> None:
    step = produce(store, "first", "output")
    artifact = an_artifact(step)
    assert store.find_cached_outputs("key", artifact.artifact_store) == {"output": artifact}

    assert store.delete_artifact(artifact.id)
    assert not store.delete_artifact(artifact.id)

    assert store.list_artifacts() == []
    assert store.find_cached_outputs("key", artifact.artifact_store) is None
    found = store.output_artifacts(step.id)["output"]
    assert found.deleted_at is not None
    assert replace(found, deleted_at=None) == artifact
    assert store.unerased_artifacts() == [found]
    store.note_erased(artifact.id)
    assert store.unerased_artifacts() == []


def test_the_version_of_a_deleted_artifact_is_not_given_again(store: SQLiteMetadataStore) -> None:
    store.delete_artifact(an_artifact(produce(store, "first", "output")).id)
    produce(store, "second", "output")
    assert named(store.list_artifacts()) == [(OUTPUT, 2, "id-of-second")]


def test_an_artifact_is_unreferenced_once_all_runs_that_made_or_used_it_are_deleted(store: SQLiteMetadataStore) -> None:
    artifact = an_artifact(produce(store, "first", "output", "extra"))
    reuse(store, "second", artifact)
    unreferenced = ArtifactFilter(is_referenced=False)
    assert store.list_artifacts(unreferenced) == []
    assert store.delete_unreferenced_artifacts() == 0

    store.delete_run("id-of-first")
    assert named(store.list_artifacts(unreferenced)) == [("training.load.extra", 1, "id-of-first")]
    assert named(store.list_artifacts(ArtifactFilter(is_referenced=True))) == [(OUTPUT, 1, "id-of-first")]
    assert store.delete_unreferenced_artifacts() == 1

    store.delete_run("id-of-second")
    assert store.delete_unreferenced_artifacts() == 1
    assert [each.name for each in store.unerased_artifacts()] == ["extra", "output"]


def test_a_step_that_reads_an_artifact_refers_to_it(store: SQLiteMetadataStore) -> None:
    artifact = an_artifact(produce(store, "first", "output"))
    reader = a_run("reader")
    [step] = steps = steps_of(reader, "train")
    store.create_run(reader, steps)
    store.start_step(start_of(step, inputs={"data": artifact.id}))
    store.finish_step(end_of(step))
    store.finish_run(reader.id, ExecutionStatus.COMPLETED)
    store.delete_run("id-of-first")
    assert store.list_artifacts(ArtifactFilter(is_referenced=False)) == []


def test_nothing_is_unreferenced_for_good_while_a_run_is_under_way(store: SQLiteMetadataStore) -> None:
    produce(store, "first", "output")
    store.delete_run("id-of-first")
    store.create_run(a_run("second"), [])
    with pytest.raises(ConflictError) as caught:
        store.delete_unreferenced_artifacts()
    assert str(caught.value) == (
        "run 'second' has not ended and may be about to use an artifact that nothing else refers to"
        " (wait for it, or stop it: zenml pipeline runs stop)"
    )
    assert store.count_artifacts() == 1


def test_a_deleted_run_is_found_by_no_question_but_its_lineage_stays(store: SQLiteMetadataStore) -> None:
    record_whole_run(store, "first")
    assert store.delete_run("id-of-first")
    assert not store.delete_run("id-of-first")

    asked = (
        store.list_runs(),
        store.count_runs(),
        store.get_run("first"),
        store.get_run("id-of-first"),
        store.list_pipelines(),
        store.consumers_of("first/load/output"),
        store.find_cached_outputs("key", an_artifact(steps_of(a_run(), "load")[0]).artifact_store),
        store.tag_run("id-of-first", add=["best"]),
    )
    assert asked == ([], 0, None, None, [], [], None, False)
    assert [step.name for step in store.list_steps("id-of-first")] == ["load", "train"]
    assert [run.name for run in store.list_runs(RunFilter(is_deleted=True))] == ["id-of-first"]


def test_the_name_of_a_deleted_run_is_free(store: SQLiteMetadataStore) -> None:
    record_whole_run(store, "first")
    store.delete_run("id-of-first")
    again = replace(a_run("first"), id="another id")
    store.create_run(again, [])
    assert store.list_runs() == [again]


@pytest.mark.parametrize("is_started", [False, True])
def test_a_run_that_has_not_ended_is_not_deleted(store: SQLiteMetadataStore, is_started: bool) -> None:
    store.create_run(a_run(), [])
    if is_started:
        store.start_run("id-of-first")
    assert not store.delete_run("id-of-first")
    assert store.count_runs() == 1


def test_tags_are_kept_once_and_sorted(store: SQLiteMetadataStore) -> None:
    store.create_run(a_run(tags=("nightly", "best", "best")), [])
    assert store.tag_run("id-of-first", add=['a 100% "quoted" tag', "nightly"], remove=["best", "unknown"])
    [run] = store.list_runs()
    assert run.tags == ('a 100% "quoted" tag', "nightly")
    assert store.list_runs(RunFilter(tag='a 100% "quoted" tag')) == [run]
    assert store.list_runs(RunFilter(tag='a 1000 "quoted" tag')) == []
    assert store.tag_run("id-of-first", remove=run.tags)
    assert store.list_runs() == [a_run()]
    assert not store.tag_artifact("unknown", add=["best"])


def test_the_step_before_is_that_of_the_newest_earlier_run_which_computed_it(store: SQLiteMetadataStore) -> None:
    older = produce(store, "older", "output")
    newer = produce(store, "newer", "output")
    reuse(store, "cached", an_artifact(newer))
    now = produce(store, "now", "output")
    produce(store, "later", "output")
    found = [store.previous_completion(step.id) for step in (now, newer, older)]
    assert [step.id if step else None for step in found] == [newer.id, older.id, None]
    assert store.previous_completion("unknown") is None


def test_a_deleted_run_has_no_step_before(store: SQLiteMetadataStore) -> None:
    produce(store, "first", "output")
    second = produce(store, "second", "output")
    store.delete_run("id-of-first")
    assert store.previous_completion(second.id) is None
