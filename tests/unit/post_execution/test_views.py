from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from observers import observed_moments
from workbench import Workbench

from zenml.engine.records import now, run_record, step_records
from zenml.enums import ExecutionStatus
from zenml.errors import ArtifactError, NotFoundError
from zenml.metadata_stores import BaseMetadataStore
from zenml.models.runs import RunFilter, StepRecord, StepStart
from zenml.post_execution import RunView, all_pipelines, all_runs, find_pipeline, find_run
from zenml.processes import current_process


def importer() -> int:
    print("importing")
    return 3


def trainer(importer: int, factor: int = 1) -> int:
    return importer * factor


def test_a_pipeline_shows_its_runs_oldest_first(bench: Workbench) -> None:
    for _ in range(3):
        bench.run(importer)
    (pipeline,) = all_pipelines(bench.history)
    assert pipeline.name == "training"
    assert [run.name for run in pipeline.runs] == ["run-0", "run-1", "run-2"]
    assert (len(pipeline.runs), pipeline.runs[0].name, pipeline.runs[-1].name) == (3, "run-0", "run-2")
    assert pipeline.get_run("run-1").name == "run-1"
    assert [run.name for run in reversed(pipeline.runs)] == ["run-2", "run-1", "run-0"]


@pytest.mark.parametrize(
    "chosen",
    [slice(None), slice(1, 3), slice(-2, None), slice(None, None, -1), slice(0, 9, 2), slice(3, 1), slice(9, 12)],
)
def test_runs_are_sliced_like_a_list(bench: Workbench, chosen: slice) -> None:
    for _ in range(4):
        bench.run(importer)
    names = ["run-0", "run-1", "run-2", "run-3"]
    assert [run.name for run in find_pipeline(bench.history, "training").runs[chosen]] == names[chosen]


@pytest.mark.parametrize("index", [1, -2])
def test_a_run_that_is_not_there_is_an_index_error(bench: Workbench, index: int) -> None:
    bench.run(importer)
    with pytest.raises(IndexError, match=f"no run at {index}, there are 1"):
        find_pipeline(bench.history, "training").runs[index]


def test_runs_are_chosen_by_what_they_have_in_common(bench: Workbench) -> None:
    bench.run(importer)
    bench.run(importer)
    cached = all_runs(bench.history, RunFilter(status=ExecutionStatus.CACHED))
    assert [run.name for run in cached] == ["run-1"]
    assert not all_runs(bench.history, RunFilter(user="nobody"))


def test_who_looks_at_the_parents_of_each_step_reads_the_run_once(
    bench: Workbench, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = bench.run(importer, trainer)
    read: list[str] = []
    store = type(bench.history.metadata_store)
    list_steps = store.list_steps

    def counted(self: BaseMetadataStore, run_id: str) -> list[StepRecord]:
        read.append(run_id)
        return list_steps(self, run_id)

    monkeypatch.setattr(store, "list_steps", counted)
    parents = {step.name: [parent.name for parent in step.parent_steps] for step in run.steps}
    assert parents == {"importer": [], "trainer": ["importer"]}
    assert read == [run.id]


def test_a_step_shows_what_it_did(bench: Workbench) -> None:
    run = bench.run(importer, trainer, parameters={"factor": 2})
    step = run.get_step("trainer")
    assert (step.name, step.entrypoint_name, step.parameters) == ("trainer", "trainer", {"factor": 2})
    assert [parent.name for parent in step.parent_steps] == ["importer"]
    assert step.inputs["importer"].read() == 3
    assert step.output.read() == 6
    assert step.output.type == "builtins:int"
    assert step.output.size_bytes > 0
    assert step.output.producer_step.id == step.id
    assert step.log() == ""
    assert run.get_step("importer").log() == "importing\n"
    assert step.duration_seconds is not None
    assert step.started_at is not None
    assert step.ended_at is not None


def test_an_artifact_leads_to_the_steps_that_read_it_in_all_runs(bench: Workbench) -> None:
    first = bench.run(importer, trainer)
    second = bench.run(importer, trainer, parameters={"factor": 2})
    readers = first.get_step("importer").output.consumers
    assert [step.id for step in readers] == [run.get_step("trainer").id for run in (first, second)]
    assert first.get_step("trainer").output.consumers == []


def test_what_comes_from_the_cache_leads_to_the_step_that_computed_it(bench: Workbench) -> None:
    first = bench.run(importer)
    second = bench.run(importer)
    step = second.get_step("importer")
    assert (step.is_cached, step.output.is_cached) == (True, True)
    assert step.output.producer_step.id == first.get_step("importer").id
    assert not first.get_step("importer").output.is_cached


def test_names_that_nothing_bears_are_answered_with_the_one_that_was_meant(bench: Workbench) -> None:
    run = bench.run(importer, trainer)
    with pytest.raises(NotFoundError) as caught:
        find_pipeline(bench.history, "trainign")
    assert str(caught.value) == "no pipeline named 'trainign' ever ran here (did you mean 'training'?)"
    with pytest.raises(NotFoundError) as caught:
        find_run(bench.history, "run-9")
    assert str(caught.value) == "there is no run named 'run-9' (did you mean 'run-0'?)"
    with pytest.raises(NotFoundError) as caught:
        run.get_step("traner")
    assert str(caught.value) == "run 'run-0' has no step 'traner' (did you mean 'trainer'?)"


def test_the_only_output_of_a_step_without_one_is_an_error_that_says_so(bench: Workbench) -> None:
    def silent() -> None:
        return None

    step = bench.run(silent).get_step("silent")
    with pytest.raises(NotFoundError) as caught:
        _ = step.output
    assert str(caught.value) == "step 'silent' has 0 outputs, not one (read one of its .outputs: none)"


def test_an_artifact_that_was_damaged_is_not_returned(bench: Workbench, tmp_path: Path) -> None:
    output = bench.run(importer).get_step("importer").output
    (file,) = (tmp_path / "artifacts" / output.uri).iterdir()
    file.write_bytes(b"4" + file.read_bytes()[1:])
    with pytest.raises(ArtifactError):
        output.read()


def test_a_view_of_a_run_is_read_again_until_the_run_ends(bench: Workbench) -> None:
    views: list[RunView] = []

    def watcher() -> str:
        views.append(find_run(bench.history, "run-0"))
        return f"{views[0].status} {views[0].get_step('watcher').status}"

    assert bench.run(watcher).get_step("watcher").output.read() == "running running"
    assert views[0].status is ExecutionStatus.COMPLETED
    assert repr(views[0]) == "RunView('run-0', completed)"


def test_reading_marks_a_run_whose_process_died_and_tells_plugins_once(bench: Workbench, tmp_path: Path) -> None:
    _leave_a_dead_run(bench)
    with observed_moments(tmp_path / "site") as seen:
        run = find_run(bench.history, "run-0")
        assert (run.status, run.error) == (ExecutionStatus.CRASHED, "its process died")
        assert [step.status.value for step in run.steps] == ["crashed", "skipped"]
        assert [run.status.value for run in all_runs(bench.history)] == ["crashed"]
    assert seen == ["run-0 finished: crashed"]


def test_the_log_of_a_crashed_step_is_what_was_saved_before(bench: Workbench, tmp_path: Path) -> None:
    run_id = _leave_a_dead_run(bench)
    folder = tmp_path / "artifacts/runs" / run_id / "importer/.logs"
    folder.mkdir(parents=True)
    for number in (10_000, 9, 0):
        (folder / f"{number:04d}.log").write_text(f"chunk {number}\n")
    (folder / "0001.log.unfinished").write_text("no")
    log = find_run(bench.history, "run-0").get_step("importer").log()
    assert log == "chunk 0\nchunk 9\nchunk 10000\n"


def _leave_a_dead_run(bench: Workbench) -> str:
    """Record a run that a process began which is no more, and return its id."""
    deployment = bench.deployment(importer, trainer)
    dead = replace(current_process(), pid=1, started="never")
    run = run_record(deployment, dead)
    steps = step_records(deployment, {"importer": "", "trainer": ""})
    store = bench.stack.metadata_store
    store.create_run(run, steps)
    store.start_run(run.id)
    artifact_store = str(bench.stack.artifact_store.uuid)
    store.start_step(StepStart(steps[0].id, now(), dead, "key", artifact_store, {}))
    return run.id
