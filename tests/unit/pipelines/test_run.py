"""``run()`` runs a pipeline on the active stack, records it, and returns what happened."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import numpy as np
import pytest

from zenml import pipeline, step
from zenml.alerters import BaseAlerter
from zenml.components import StackProtocol, StackValidator
from zenml.enums import ExecutionStatus, StackComponentType
from zenml.errors import StackValidationError, StepFailedError, WiringError
from zenml.models.deployment import PipelineDeployment
from zenml.post_execution import get_pipeline, get_pipelines
from zenml.repository import Repository
from zenml.sources import loading_for_execution
from zenml.stack import Stack
from zenml.steps import BaseParameters, Output, StepContext

COMPLETED, CACHED = ExecutionStatus.COMPLETED, ExecutionStatus.CACHED


class TrainerParameters(BaseParameters):
    gamma: float = 0.5


@step
def importer() -> Output(X=np.ndarray, scale=float):  # type: ignore[valid-type]
    return np.arange(4.0), 2.0


@step
def trainer(params: TrainerParameters, data: np.ndarray, scale: float) -> float:
    return float(data.sum() * scale * params.gamma)


@step
def add(x: float, y: float = 1) -> float:
    return x + y


@step
def broken(x: float) -> float:
    raise ZeroDivisionError(f"{x} is too much")


@pipeline
def classic(load, train):  # type: ignore[no-untyped-def]
    data, scale = load()
    train(data=data, scale=scale)


@pipeline
def plain() -> None:
    data, scale = importer()
    add(trainer(TrainerParameters(gamma=0.25), data, scale), y=3)


@pipeline
def chain(start: float) -> None:
    add(add(start))


class RecordingAlerter(BaseAlerter):
    """Note what it is told before a run."""

    FLAVOR = "recording"

    def post(self, message: str, config: Mapping[str, object] | None = None) -> bool:
        return True

    def ask(self, question: str, config: Mapping[str, object] | None = None) -> bool:
        return True

    @property
    def validator(self) -> StackValidator:
        return StackValidator(custom_validation_function=lambda _: (not moods, "it is in a mood"))

    def prepare_pipeline_deployment(
        self, deployment: PipelineDeployment, stack: StackProtocol, runtime_configuration: Mapping[str, object]
    ) -> None:
        told.append((deployment.run_name, stack.name, dict(runtime_configuration)))


told: list[tuple[str, str, dict[str, object]]] = []
moods: list[str] = []


@pytest.fixture(autouse=True)
def _nothing_told() -> None:
    told.clear()
    moods.clear()


@pytest.fixture
def told_stack() -> None:
    """Activate the default stack with an alerter more."""
    repository = Repository()
    repository.register_flavor(f"{__name__}:RecordingAlerter", StackComponentType.ALERTER)
    default = repository.active_stack
    stack = Stack(
        "told",
        default.orchestrator,
        default.artifact_store,
        default.metadata_store,
        alerter=RecordingAlerter(name="told"),
    )
    repository.register_stack(stack)
    repository.activate_stack("told")


class TestResult:
    def test_both_styles_run(self) -> None:
        first = classic(load=importer(), train=trainer(TrainerParameters(gamma=2))).run()
        second = plain().run()
        assert [(one.name, one.status) for one in first.steps] == [("load", COMPLETED), ("train", COMPLETED)]
        assert first.get_step("train").output.read() == 24.0
        # The same function on the same data: the cache doesn't care for names.
        assert [(one.name, one.status) for one in second.steps] == [
            ("importer", CACHED),
            ("trainer", COMPLETED),
            ("add", COMPLETED),
        ]
        assert second.get_step("add").output.read() == 6.0

    def test_the_run_has_ended(self) -> None:
        run = chain(1).run()
        assert (run.pipeline, run.stack, run.user, run.status) == ("chain", "default", "default", COMPLETED)
        assert [one.name for one in get_pipelines()] == ["chain"]
        assert get_pipeline("chain").runs[-1].id == run.id

    def test_one_pipeline_runs_again(self) -> None:
        configured = classic(load=importer(), train=trainer())
        assert configured.run().get_step("train").status is COMPLETED
        assert configured.run().get_step("train").status is CACHED
        assert configured.run(enable_cache=False).get_step("train").status is COMPLETED

    def test_parameters_are_recorded(self) -> None:
        step_ = plain().run().get_step("trainer")
        assert (step_.parameters, step_.entrypoint_name) == ({"gamma": 0.25}, "trainer")

    def test_the_context_tells_where_a_step_runs(self) -> None:
        @step
        def report(context: StepContext) -> str:
            return f"{context.pipeline_name} {context.run_name} {context.step_name}"

        @pipeline
        def reporting() -> None:
            report()

        assert reporting().run(run_name="first").get_step("report").output.read() == "reporting first report"

    def test_coroutines_run(self) -> None:
        @step
        async def double(x: float) -> float:
            return 2 * x

        @pipeline
        def doubling() -> None:
            _ = double(2)

        assert doubling().run().get_step("double").output.read() == 4.0

    def test_a_step_may_run_another_pipeline(self) -> None:
        @step
        def outer() -> float:
            value = chain(1).run().get_step("add_2").output.read()
            assert isinstance(value, float)
            return value

        @pipeline
        def nesting() -> None:
            add(outer())

        assert nesting().run().get_step("add").output.read() == 4.0


class TestFailure:
    def test_the_steps_own_exception_is_the_cause(self) -> None:
        @pipeline
        def failing() -> None:
            add(broken(add(1)))

        with pytest.raises(StepFailedError) as caught:
            failing().run()
        assert repr(caught.value.__cause__) == "ZeroDivisionError('2.0 is too much')"
        assert [(one.name, one.status.value) for one in get_pipeline("failing").runs[-1].steps] == [
            ("add", "completed"),
            ("broken", "failed"),
            ("add_2", "skipped"),
        ]

    def test_a_wrong_number_of_outputs_is_one(self) -> None:
        @step
        def pair() -> tuple[Annotated[int, "a"], Annotated[int, "b"]]:
            return 1, 2, 3  # type: ignore[return-value]

        @pipeline
        def failing() -> None:
            pair()

        with pytest.raises(StepFailedError) as caught:
            failing().run()
        assert str(caught.value.__cause__) == "the step returned 3 values, it declares 2 outputs: a, b"

    def test_nothing_is_recorded_of_a_pipeline_that_cannot_run(self) -> None:
        @pipeline
        def misspelled() -> None:
            add(x=add(1), z=1)  # type: ignore[call-overload]

        with pytest.raises(WiringError) as caught:
            misspelled().run()
        assert str(caught.value) == (
            "pipeline 'misspelled' cannot run: step 'add_2', argument 'z': is unknown (known: x, y)"
        )
        assert get_pipelines() == []


class TestRuntimeConfiguration:
    def test_all_of_it_reaches_every_component(self, told_stack: None) -> None:
        run = chain(1).run(run_name="first", enable_cache=False, runtime_param_1=3, another_param="luna")
        expected = {"run_name": "first", "enable_cache": False, "runtime_param_1": 3, "another_param": "luna"}
        assert told == [("first", "told", expected)]
        assert run.runtime_configuration == expected

    def test_nothing_said_is_nothing_recorded(self) -> None:
        assert chain(1).run().runtime_configuration == {}

    def test_it_is_plain_data(self) -> None:
        with pytest.raises(WiringError) as caught:
            chain(1).run(where=Path("/"))
        assert str(caught.value) == (
            "pipeline 'chain' cannot run: run() gets a PosixPath as 'where', which is not plain data "
            "(pass numbers, text, lists or dictionaries of such)"
        )


class TestStacks:
    def test_components_that_do_not_go_together_are_refused(self, told_stack: None) -> None:
        moods.append("bad")
        with pytest.raises(StackValidationError) as caught:
            chain(1).run()
        assert str(caught.value) == "the alerter 'told' of stack 'told' does not accept it: it is in a mood"
        assert (told, get_pipelines()) == ([], [])

    def test_that_is_told_with_the_faults_of_the_pipeline(self, told_stack: None) -> None:
        moods.append("bad")
        with pytest.raises(WiringError) as caught:
            chain("one").run()  # type: ignore[arg-type]
        assert str(caught.value) == (
            "pipeline 'chain' cannot run, 2 faults:"
            "\n  step 'add', argument 'x': 'one' does not fit: Input should be a valid number, unable to parse string "
            "as a number (pass a value of the annotated type)"
            "\n  the alerter 'told' of stack 'told' does not accept it: it is in a mood"
        )


def test_while_a_module_is_loaded_to_execute_a_step_nothing_runs(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="zenml"), loading_for_execution():
        assert chain(1).run() is None
    assert caplog.messages == ["Pipeline 'chain' does not run: its module is imported to execute one of its steps."]
    assert get_pipelines() == []
