from __future__ import annotations

from pathlib import Path

import pytest
from workbench import Workbench

from zenml.errors import ArtifactError, ConflictError, StepFailedError
from zenml.post_execution import find_run
from zenml.post_execution.history import History
from zenml.post_execution.pruning import find_prunable, prune

NOTHING: tuple[list[str], list[str]] = ([], [])


def importer(start: int = 3) -> int:
    print("importing")
    return start


def trainer(importer: int) -> int:
    return importer * 2


def prunable(bench: Workbench) -> tuple[list[str], list[str]]:
    found = find_prunable(bench.history)
    names = [f"{each.artifact_name}:{each.version}" for each in found.artifacts]
    return sorted(names), sorted(each.uri for each in found.leftovers)


def files_of(bench: Workbench) -> set[str]:
    root = Path(bench.stack.artifact_store.path)
    return {str(path.relative_to(root)) for path in root.rglob("*")}


def test_while_runs_refer_to_everything_there_is_nothing_to_prune(bench: Workbench) -> None:
    bench.run(importer, trainer)
    before = files_of(bench)
    assert prunable(bench) == NOTHING
    assert prune(bench.history).size_bytes == 0
    assert files_of(bench) == before


def test_of_a_deleted_run_nothing_is_left(bench: Workbench) -> None:
    run = bench.run(importer, trainer)
    size = sum(each.output.size_bytes for each in run.steps)
    run.delete()
    assert prunable(bench) == (["training.importer.output:1", "training.trainer.output:1"], [f"runs/{run.id}"])
    taken = sum(path.stat().st_size for path in Path(bench.stack.artifact_store.path).rglob("*") if path.is_file())

    found = prune(bench.history)

    assert found.size_bytes == taken > size
    assert files_of(bench) == {"runs"}
    assert prunable(bench) == NOTHING


def test_what_another_run_took_from_the_cache_stays(bench: Workbench) -> None:
    first = bench.run(importer)
    second = bench.run(importer, trainer)
    first.delete()
    assert prunable(bench) == ([], [f"runs/{first.id}/importer/.logs"])
    prune(bench.history)
    assert find_run(bench.history, second.name).get_step("importer").output.read() == 3
    assert find_run(bench.history, second.name).get_step("trainer").output.read() == 6


def test_what_a_step_began_and_never_recorded_is_pruned(bench: Workbench) -> None:
    def half(importer: int) -> tuple[int, object]:
        return importer, _Unsaveable()

    half.outputs = ("good", "bad")  # type: ignore[attr-defined]
    with pytest.raises(StepFailedError):
        bench.run(importer, half)
    run = bench.last_run()
    begun = [f"runs/{run.id}/half/{output}" for output in ("bad", "good")]
    assert prunable(bench) == ([], begun)
    logs = {path for path in files_of(bench) if "/.logs" in path}
    prune(bench.history)
    assert not files_of(bench) & {*begun}
    assert logs
    assert logs <= files_of(bench)
    assert run.get_step("importer").output.read() == 3


def test_a_run_that_is_under_way_is_left_alone(bench: Workbench) -> None:
    bench.run(importer).delete()
    seen: list[str] = []

    def pruning(importer: int) -> None:
        folder = Path(bench.stack.artifact_store.path, "runs", bench.last_run().id, "pruning", "begun")
        folder.mkdir(parents=True)
        with pytest.raises(ConflictError) as caught:
            prune(bench.history)
        seen.append(str(caught.value))
        assert prunable(bench)[1] != [str(folder)]
        assert folder.is_dir()

    bench.run(importer, pruning, parameters={"start": 4})
    [said] = seen
    assert said == (
        "run 'run-1' has not ended and may be about to use an artifact that nothing else refers to"
        " (wait for it, or stop it: zenml pipeline runs stop)"
    )


def test_runs_of_another_metadata_store_are_left_alone(bench: Workbench) -> None:
    bench.run(importer)
    strange = Path(bench.stack.artifact_store.path, "runs", "of-somebody-else", "step", "output")
    strange.mkdir(parents=True)
    assert prunable(bench) == NOTHING


def test_a_pruning_that_was_killed_after_the_records_is_finished_by_the_next(bench: Workbench) -> None:
    run = bench.run(importer)
    run.delete()
    bench.stack.metadata_store.delete_unreferenced_artifacts()
    assert prunable(bench) == (["training.importer.output:1"], [f"runs/{run.id}"])
    prune(bench.history)
    assert files_of(bench) == {"runs"}
    assert bench.stack.metadata_store.unerased_artifacts() == []


def test_artifacts_whose_store_nobody_knows_are_named_and_left(bench: Workbench) -> None:
    bench.run(importer).delete()

    def unknown(uuid: str) -> None:
        raise ArtifactError(f"no artifact store with the uuid {uuid}")

    found = prune(History(bench.stack.metadata_store, unknown))  # type: ignore[arg-type]
    assert (found.artifacts, found.leftovers) == ((), ())
    assert [each.artifact_name for each in found.unreachable] == ["training.importer.output"]
    assert prunable(bench)[0] == ["training.importer.output:1"]


class _Unsaveable:
    def __reduce__(self) -> str:
        raise TypeError("not me")
