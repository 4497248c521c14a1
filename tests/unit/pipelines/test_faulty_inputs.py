"""What a step is called with is checked before anything runs; each fault has its place and its remedy."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from checked_pipelines import complaint_about, steps_of
from pydantic import Field

from zenml import pipeline, step
from zenml.steps import BaseParameters, StepContext


class TrainerParameters(BaseParameters):
    gamma: float = Field(gt=0)
    rounds: int = 3


@step
def add(x: int, y: int = 1) -> int:
    return x + y


@step
def trainer(params: TrainerParameters, x: int) -> float:
    return params.gamma * x


@step
def fit(data: np.ndarray) -> float:
    return float(data.sum())


@step
def load() -> Annotated[float, "data"]:
    return 1.0


class TestInputs:
    def test_a_missing_one(self) -> None:
        @pipeline
        def training() -> None:
            add(y=2)  # type: ignore[call-overload]

        assert complaint_about(training()) == (
            "pipeline 'training' cannot run: step 'add', argument 'x': gets no value (pass one: add(x=...))"
        )

    def test_an_unknown_one(self) -> None:
        @pipeline
        def training() -> None:
            fit(dat=load())  # type: ignore[call-overload]

        assert complaint_about(training()) == (
            "pipeline 'training' cannot run, 2 faults:"
            "\n  step 'fit', argument 'dat': is unknown (did you mean 'data'?)"
            "\n  step 'fit', argument 'data': gets no value (pass one: fit(data=...))"
        )

    def test_an_unknown_one_where_there_are_none(self) -> None:
        @pipeline
        def training() -> None:
            load(data=1)  # type: ignore[call-overload]

        assert complaint_about(training()) == (
            "pipeline 'training' cannot run: step 'load', argument 'data': is unknown (the step takes no input)"
        )

    def test_too_many(self) -> None:
        @pipeline
        def training() -> None:
            add(1, 2, 3)  # type: ignore[call-overload]

        assert complaint_about(training()) == (
            "pipeline 'training' cannot run: step 'add': gets 3 positional values, more than it takes "
            "(its inputs are: x, y)"
        )

    def test_the_same_twice(self) -> None:
        @pipeline
        def training() -> None:
            add(1, x=2)  # type: ignore[call-overload]

        assert complaint_about(training()) == (
            "pipeline 'training' cannot run: step 'add', argument 'x': gets two values (pass it once)"
        )

    def test_one_of_another_type(self) -> None:
        @pipeline
        def training() -> None:
            fit(load())  # type: ignore[call-overload]

        assert complaint_about(training()) == (
            "pipeline 'training' cannot run: step 'fit', argument 'data': expects ndarray, but output 'data' of "
            "step 'load' is float (change one of the two annotations)"
        )

    def test_one_of_another_pipeline(self) -> None:
        outputs: list[Any] = []

        @pipeline
        def first() -> None:
            outputs.append(add(1))

        @pipeline
        def second() -> None:
            add(outputs[0])

        steps_of(first())
        assert complaint_about(second()) == (
            "pipeline 'second' cannot run: step 'add', argument 'x': is an output of another pipeline "
            "(call the step in this one)"
        )

    def test_the_context_is_not_to_be_passed(self) -> None:
        @step
        def report(context: StepContext) -> None: ...

        @pipeline
        def training() -> None:
            report(context=None)  # type: ignore[call-overload]

        assert complaint_about(training()) == (
            "pipeline 'training' cannot run: step 'report', argument 'context': is filled by the run itself "
            "(leave it out)"
        )


class TestParameters:
    def test_a_value_of_another_type(self) -> None:
        @pipeline
        def training() -> None:
            add("one")  # type: ignore[call-overload]

        assert complaint_about(training()) == (
            "pipeline 'training' cannot run: step 'add', argument 'x': 'one' does not fit: Input should be a valid "
            "integer, unable to parse string as an integer (pass a value of the annotated type)"
        )

    def test_a_value_that_cannot_be_stored(self) -> None:
        @pipeline
        def training() -> None:
            fit(np.zeros(3))

        assert complaint_about(training()) == (
            "pipeline 'training' cannot run: step 'fit', argument 'data': a value of type ndarray cannot be stored as "
            "a parameter (let a step produce it and pass that step's output, or annotate a type that pydantic can "
            "turn into JSON)"
        )

    def test_a_parameters_object_that_is_missing(self) -> None:
        @pipeline
        def training(train):  # type: ignore[no-untyped-def]
            train(x=1)

        assert complaint_about(training(train=trainer())) == (
            "pipeline 'training' cannot run: step 'train', argument 'params': gets no value "
            "(configure the step: train(TrainerParameters(gamma=...)))"
        )

    def test_a_parameters_object_of_another_step(self) -> None:
        class Others(BaseParameters):
            speed: int = 1

        @pipeline
        def training() -> None:
            trainer(Others(), 1)  # type: ignore[call-overload]

        assert complaint_about(training()) == (
            "pipeline 'training' cannot run: step 'trainer', argument 'params': Others(speed=1) does not fit: Input "
            "should be a valid dictionary or instance of TrainerParameters (pass a value of the annotated type)"
        )

    def test_a_parameters_object_where_none_is_taken(self) -> None:
        @pipeline
        def training(load):  # type: ignore[no-untyped-def]
            load()

        assert complaint_about(training(load=load(TrainerParameters(gamma=1)))) == (
            "pipeline 'training' cannot run: step 'load': is configured with TrainerParameters, but takes no "
            "parameters object (add an argument for it)"
        )

    def test_an_output_in_its_place(self) -> None:
        @pipeline
        def training() -> None:
            trainer(params=load(), x=1)  # type: ignore[call-overload]

        assert complaint_about(training()) == (
            "pipeline 'training' cannot run: step 'trainer', argument 'params': is the output of step 'load', not a "
            "parameters object (pass a TrainerParameters)"
        )
