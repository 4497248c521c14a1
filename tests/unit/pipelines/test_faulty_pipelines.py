"""A pipeline that cannot run is refused before anything does, with every fault at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
from checked_pipelines import complaint_about
from pydantic import Field

from zenml import pipeline, step
from zenml.steps import BaseParameters


class TrainerParameters(BaseParameters):
    gamma: float = Field(gt=0)
    rounds: int = 3


@step
def importer() -> tuple[Annotated[int, "x"], Annotated[str, "label"]]:
    return 1, "a"


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


class TestPipelines:
    def test_one_without_steps(self) -> None:
        @pipeline
        def training() -> None: ...

        assert complaint_about(training()) == (
            "pipeline 'training' cannot run: it calls no step (call at least one step in its function)"
        )

    def test_a_name_that_nothing_can_bear(self) -> None:
        @pipeline(name="a/b")
        def training() -> None:
            load()

        assert complaint_about(training()) == (
            "pipeline 'a/b' cannot run: its name 'a/b' is not valid "
            "(use 1 to 127 letters, digits, spaces, '.', '_' or '-')"
        )

    def test_steps_that_wait_for_each_other(self) -> None:
        @pipeline
        def training() -> None:
            fitted = trainer(TrainerParameters(gamma=1), add(1))
            fit(fitted)  # type: ignore[call-overload]
            add.after(fit)

        expected_circle = "steps wait for each other: add -> fit -> trainer -> add"
        assert complaint_about(training()).endswith(f"\n  {expected_circle} (remove an after() that closes the circle)")

    def test_after_a_step_that_is_not_called(self) -> None:
        @pipeline
        def training() -> None:
            add.after(load)
            add(1)

        assert complaint_about(training()) == (
            "pipeline 'training' cannot run: step 'add': after() mentions step 'load', which the pipeline does not "
            "call (call it in the pipeline, or leave out after())"
        )

    def test_after_of_a_step_that_is_not_called(self) -> None:
        @pipeline
        def training() -> None:
            load.after(add)
            add(1)

        assert complaint_about(training()) == (
            "pipeline 'training' cannot run: after() is called on step 'load', which the pipeline does not "
            "call (call it in the pipeline, or leave out after())"
        )

    def test_everything_at_once_in_the_order_of_the_calls(self, tmp_path: Path) -> None:
        @pipeline
        def training() -> None:
            x, label = importer()
            add(label, z=x)  # type: ignore[call-overload]
            trainer(TrainerParameters(gamma=1), "two")  # type: ignore[call-overload]

        assert complaint_about(training(), source_root=tmp_path) == (
            "pipeline 'training' cannot run, 3 faults:"
            "\n  step 'add', argument 'z': is unknown (known: x, y)"
            "\n  step 'add', argument 'x': expects int, but output 'label' of step 'importer' is str "
            "(change one of the two annotations)"
            "\n  step 'trainer', argument 'x': 'two' does not fit: Input should be a valid integer, unable to parse "
            "string as an integer (pass a value of the annotated type)"
        )
