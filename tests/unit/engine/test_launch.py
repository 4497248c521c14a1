from __future__ import annotations

import os
import signal
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import pytest
from observers import observed_moments
from workbench import Workbench, stack_in

from zenml.enums import ExecutionStatus
from zenml.errors import ConflictError, StepFailedError, ZenMLError
from zenml.models.deployment import PipelineDeployment
from zenml.orchestrators import BaseOrchestrator


def importer() -> list[int]:
    return [1, 2, 3]


def trainer(importer: list[int], factor: int = 1) -> int:
    return sum(importer) * factor


def evaluator(trainer: int) -> None:
    assert trainer


def broken(importer: list[int]) -> int:
    raise ValueError(f"cannot use {importer}")


def test_a_run_is_recorded_with_its_steps_and_their_artifacts(bench: Workbench) -> None:
    run = bench.run(importer, trainer, evaluator, parameters={"factor": 7})
    assert (run.status, run.pipeline, run.stack, run.error) == (ExecutionStatus.COMPLETED, "training", "here", None)
    assert [(step.name, step.status.value) for step in run.steps] == [
        ("importer", "completed"),
        ("trainer", "completed"),
        ("evaluator", "completed"),
    ]
    trained = run.get_step("trainer")
    assert trained.output.read() == 42
    assert trained.parameters == {"factor": 7}
    assert trained.inputs["importer"].id == run.get_step("importer").output.id
    assert run.duration_seconds is not None
    assert run.duration_seconds > 0


def test_the_deployment_lies_in_the_artifact_store(bench: Workbench, tmp_path: Path) -> None:
    deployment = bench.deployment(importer)
    bench.launch(deployment, importer)
    written = (tmp_path / "artifacts/runs" / deployment.run_id / ".deployment.json").read_bytes()
    assert PipelineDeployment.from_json(written) == deployment


def test_a_second_run_comes_from_the_cache_whole_and_is_cached_itself(bench: Workbench) -> None:
    first = bench.run(importer, trainer)
    second = bench.run(importer, trainer)
    assert second.status is ExecutionStatus.CACHED
    assert [step.status.value for step in second.steps] == ["cached", "cached"]
    assert second.get_step("trainer").output.id == first.get_step("trainer").output.id


def test_only_what_a_change_reaches_is_computed_again(bench: Workbench) -> None:
    bench.run(importer, trainer, parameters={"factor": 1})
    run = bench.run(importer, trainer, parameters={"factor": 2})
    assert [step.status.value for step in run.steps] == ["cached", "completed"]
    assert run.status is ExecutionStatus.COMPLETED


def test_without_the_cache_everything_is_computed_and_may_be_found_later(bench: Workbench) -> None:
    bench.run(importer)
    fresh = bench.run(importer, cache=False)
    assert fresh.get_step("importer").status is ExecutionStatus.COMPLETED
    cached = bench.run(importer)
    assert cached.get_step("importer").output.id == fresh.get_step("importer").output.id


def test_a_cached_artifact_that_is_gone_is_computed_again(bench: Workbench, tmp_path: Path) -> None:
    first = bench.run(importer, trainer)
    for file in (tmp_path / "artifacts" / first.get_step("importer").output.uri).iterdir():
        file.unlink()
    run = bench.run(importer, trainer)
    # What is computed again has the content it had, so that what follows from it is still known.
    assert [step.status.value for step in run.steps] == ["completed", "cached"]
    assert run.get_step("importer").output.read() == [1, 2, 3]


def test_the_cache_of_one_artifact_store_is_not_that_of_another(bench: Workbench, tmp_path: Path) -> None:
    bench.run(importer)
    other = stack_in(tmp_path)
    bench.stack = type(other)("there", other.orchestrator, other.artifact_store, bench.stack.metadata_store)
    assert bench.run(importer).status is ExecutionStatus.COMPLETED


def test_a_step_that_raises_fails_the_run_and_its_error_is_the_cause(bench: Workbench) -> None:
    with pytest.raises(StepFailedError) as caught:
        bench.run(importer, broken, evaluator)
    assert str(caught.value) == (
        "step 'broken' of run 'run-0' failed: ValueError: cannot use [1, 2, 3] (zenml pipeline runs describe run-0)"
    )
    assert isinstance(caught.value.__cause__, ValueError)
    run = bench.last_run()
    assert (run.status, run.error) == (
        ExecutionStatus.FAILED,
        "step 'broken' of run 'run-0' failed: ValueError: cannot use [1, 2, 3]",
    )
    assert [(step.name, step.status.value, step.error) for step in run.steps] == [
        ("importer", "completed", None),
        ("broken", "failed", "ValueError: cannot use [1, 2, 3]"),
        ("evaluator", "skipped", None),
    ]


def test_the_log_of_a_failed_step_ends_with_the_traceback_from_the_step_on(bench: Workbench) -> None:
    def talkative() -> int:
        print("about to fail")
        raise ValueError("as announced")

    with pytest.raises(StepFailedError):
        bench.run(talkative)
    lines = bench.last_run().get_step("talkative").log().splitlines()
    assert lines[:2] == ["about to fail", "Traceback (most recent call last):"]
    assert lines[-1] == "ValueError: as announced"
    assert not any("zenml/engine" in line for line in lines)


def test_a_step_that_exits_has_failed(bench: Workbench) -> None:
    def quitter() -> int:
        raise SystemExit("enough")

    with pytest.raises(StepFailedError):
        bench.run(quitter)
    assert bench.last_run().get_step("quitter").error == "SystemExit: enough"


def test_an_output_that_cannot_be_saved_fails_its_step(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZENML_ALLOW_PICKLE", "0")

    def unstorable() -> object:
        return bench

    with pytest.raises(StepFailedError, match="NotPermittedError"):
        bench.run(unstorable)
    assert bench.last_run().get_step("unstorable").status is ExecutionStatus.FAILED


def test_a_run_that_goes_on_after_a_failure_finds_what_had_finished(bench: Workbench) -> None:
    with pytest.raises(StepFailedError):
        bench.run(importer, broken)
    run = bench.run(importer, trainer)
    assert [step.status.value for step in run.steps] == ["cached", "completed"]


@pytest.mark.parametrize(
    "interrupt", [lambda: _raise(KeyboardInterrupt()), lambda: os.kill(os.getpid(), signal.SIGTERM)]
)
def test_ctrl_c_and_sigterm_stop_the_run_and_its_step(bench: Workbench, interrupt: Callable[[], None]) -> None:
    def stopped(importer: list[int]) -> int:
        print("working")
        interrupt()
        return 0

    with pytest.raises((KeyboardInterrupt, SystemExit)):
        bench.run(importer, stopped, evaluator)
    run = bench.last_run()
    assert run.status is ExecutionStatus.STOPPED
    assert [(step.name, step.status.value) for step in run.steps] == [
        ("importer", "completed"),
        ("stopped", "stopped"),
        ("evaluator", "skipped"),
    ]
    assert run.get_step("stopped").log() == "working\n"
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_sigterm_exits_with_143(bench: Workbench) -> None:
    def stopped() -> int:
        os.kill(os.getpid(), signal.SIGTERM)
        return 0

    with pytest.raises(SystemExit) as caught:
        bench.run(stopped)
    assert caught.value.code == 143


def test_plugins_hear_of_every_moment_once(bench: Workbench, tmp_path: Path) -> None:
    with observed_moments(tmp_path / "site") as seen:
        bench.run(importer)
        with pytest.raises(StepFailedError):
            bench.run(importer, broken)
    assert seen == [
        "run-0 started: running",
        "run-0/importer started: running",
        "run-0/importer finished: completed",
        "run-0 finished: completed",
        "run-1 started: running",
        "run-1/importer finished: cached",
        "run-1/broken started: running",
        "run-1/broken finished: failed",
        "run-1 finished: failed",
    ]


def test_a_name_that_is_taken_is_a_conflict_and_leaves_the_first_run_alone(bench: Workbench) -> None:
    bench.run(importer)
    bench.names.clear()
    with pytest.raises(ConflictError, match="run-0"):
        bench.run(importer)
    assert bench.last_run().status is ExecutionStatus.COMPLETED


def test_several_outputs_are_kept_apart_in_declared_order(bench: Workbench) -> None:
    def splitter() -> object:
        return "a", "b"

    splitter.outputs = ("train", "test")  # type: ignore[attr-defined]
    run = bench.run(splitter)
    assert {name: artifact.read() for name, artifact in run.get_step("splitter").outputs.items()} == {
        "train": "a",
        "test": "b",
    }
    assert bench.run(splitter).status is ExecutionStatus.CACHED


def test_what_a_step_returned_is_let_go_before_the_next_step_runs(bench: Workbench) -> None:
    alive: list[weakref.ref[object]] = []

    class Model:
        pass

    def producer() -> object:
        model = Model()
        alive.append(weakref.ref(model))
        return model

    def consumer(producer: object) -> bool:
        return alive[0]() is None

    run = bench.run(producer, consumer)
    assert run.get_step("consumer").output.read() is True


class _LazyOrchestrator(BaseOrchestrator):
    FLAVOR: ClassVar[str] = "lazy"

    def run(self, deployment: PipelineDeployment, run_step: Callable[[str], None]) -> None:
        run_step(deployment.steps[0].name)


def test_an_orchestrator_that_forgets_steps_fails_the_run(bench: Workbench, tmp_path: Path) -> None:
    bench.stack = stack_in(tmp_path, _LazyOrchestrator(name="lazy"))
    with pytest.raises(ZenMLError, match="orchestrator 'lazy' ended before these steps had: 'trainer'"):
        bench.run(importer, trainer)
    assert bench.last_run().status is ExecutionStatus.FAILED


def _raise(error: BaseException) -> None:
    raise error
