from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from workbench import Workbench

from zenml.engine.records import run_record, step_records
from zenml.post_execution import RunView
from zenml.post_execution.cache_misses import CacheMiss
from zenml.processes import current_process

OFFSET = 1


def importer(start: int = 3) -> int:
    return start


def trainer(importer: int, factor: int) -> int:
    return importer * factor + OFFSET


def why(run: RunView, step: str = "trainer") -> CacheMiss:
    return run.get_step(step).why_not_cached()


def run_with(bench: Workbench, *, factor: int = 2, start: int = 3, cache: bool = True) -> RunView:
    return bench.run(importer, trainer, parameters={"factor": factor, "start": start}, cache=cache)


def test_a_step_that_was_never_computed_before_says_so(bench: Workbench) -> None:
    run = run_with(bench)
    assert why(run) == CacheMiss(("no earlier run of this pipeline computed it to the end",))


def test_a_cached_step_has_no_reasons(bench: Workbench) -> None:
    run_with(bench)
    assert why(run_with(bench)) == CacheMiss(())


def test_a_changed_parameter_is_named_with_both_values(bench: Workbench) -> None:
    run_with(bench)
    assert why(run_with(bench, factor=4)) == CacheMiss(("parameter factor changed from 2 to 4",), "run-0")


def test_a_changed_input_is_named_with_both_versions(bench: Workbench) -> None:
    run_with(bench)
    run = run_with(bench, start=5)
    changed = "input importer changed from training.importer.output:1 to training.importer.output:2"
    assert why(run) == CacheMiss((changed,), "run-0")


def test_a_helper_is_named_and_so_is_all_else_that_changed(bench: Workbench) -> None:
    global OFFSET  # noqa: PLW0603 - what a user does who edits a module
    run_with(bench)
    OFFSET += 1
    try:
        miss = why(run_with(bench, factor=4))
    finally:
        OFFSET -= 1
    assert miss == CacheMiss(("code OFFSET changed", "parameter factor changed from 2 to 4"), "run-0")


def test_it_is_the_newest_run_that_computed_the_step_which_is_compared_with(bench: Workbench) -> None:
    run_with(bench)
    run_with(bench, factor=3)
    run_with(bench, factor=3)
    assert why(run_with(bench, factor=4)) == CacheMiss(("parameter factor changed from 3 to 4",), "run-1")


def test_switched_off_caching_is_a_reason(bench: Workbench) -> None:
    run_with(bench)
    assert why(run_with(bench, cache=False)) == CacheMiss(("caching is switched off for it",), "run-0")


def test_outputs_that_are_gone_are_a_reason(bench: Workbench) -> None:
    first = run_with(bench)
    folder = Path(bench.stack.artifact_store.path, first.get_step("trainer").output.uri)
    shutil.rmtree(folder)
    gone = "its earlier output 'output' is no longer complete in the artifact store"
    assert why(run_with(bench)) == CacheMiss((gone,), "run-0")


def test_a_deleted_output_is_a_reason(bench: Workbench) -> None:
    first = run_with(bench)
    bench.stack.metadata_store.delete_artifact(first.get_step("trainer").output.id)
    gone = "its earlier output 'output' is no longer complete in the artifact store"
    assert why(run_with(bench)) == CacheMiss((gone,), "run-0")


def test_a_step_that_never_began_says_in_which_state_it_is(bench: Workbench) -> None:
    deployment = bench.deployment(importer, trainer, parameters={"factor": 2, "start": 3})
    run = run_record(deployment, current_process())
    steps = step_records(deployment, {"importer": "importer", "trainer": "trainer"})
    bench.stack.metadata_store.create_run(run, steps)
    assert why(bench.last_run()) == CacheMiss(("it did not get so far: it is initializing",))


def test_a_parameter_that_was_not_there_before_is_new(bench: Workbench) -> None:
    run_with(bench)
    deployment = bench.deployment(importer, trainer, parameters={"factor": 2, "start": 3})
    first, second = deployment.steps
    changed = replace(second, parameters={"factor": 2, "shift": 0})

    def shifted(importer: int, factor: int, shift: int) -> int:
        return importer * factor + shift

    shifted.__name__ = "trainer"
    bench.launch(replace(deployment, steps=(first, changed)), importer, shifted)
    assert why(bench.last_run()) == CacheMiss(("parameter shift is new",), "run-0")
