"""What a step declares and wishes for is checked before anything runs; each fault has its place and its remedy."""

from __future__ import annotations

from typing import Annotated

import pytest
from checked_pipelines import SOURCE_ROOT, complaint_about, stack_with, steps_of

from zenml import pipeline, step
from zenml.materializers import BaseMaterializer
from zenml.steps import BaseStep


class Unheard:
    """Be of a type that nobody materializes but cloudpickle."""


@step
def add(x: int, y: int = 1) -> int:
    return x + y


@step
def load() -> Annotated[float, "data"]:
    return 1.0


@step
def faulty(x, y: int):  # type: ignore[no-untyped-def]
    return x + y


class TestSteps:
    def test_missing_annotations(self) -> None:
        @pipeline
        def training() -> None:
            faulty(1, y=2)

        assert complaint_about(training()) == (
            "pipeline 'training' cannot run, 2 faults:"
            "\n  step 'faulty', argument 'x': has no annotation (write x: T)"
            "\n  step 'faulty': the returned value has no annotation (write -> T, or -> None when there is none)"
        )

    def test_a_fault_of_the_step_itself_is_told_once(self) -> None:
        @step
        def broken(*many: int) -> None: ...

        @pipeline
        def training() -> None:
            broken()
            broken()

        assert complaint_about(training()) == (
            "pipeline 'training' cannot run: step 'broken', argument 'many': collects any number of values "
            "(name and annotate each argument)"
        )

    def test_outputs_that_cannot_be_counted_end_the_recording_with_what_is_known(self) -> None:
        @pipeline
        def training() -> None:
            add("one")  # type: ignore[call-overload]
            _, _ = faulty(1, y=2)

        assert complaint_about(training()).startswith("pipeline 'training' cannot run, 3 faults:\n  step 'add'")

    def test_a_constructor_of_its_own(self) -> None:
        class Scaler(BaseStep):
            def __init__(self, factor: float) -> None:
                super().__init__()

            def entrypoint(self, x: int) -> float:
                return float(x)

        @pipeline
        def training(scale):  # type: ignore[no-untyped-def]
            scale(x=1)

        assert complaint_about(training(scale=Scaler(2.0))) == (
            "pipeline 'training' cannot run: step 'scale': its class has a constructor, which neither the cache "
            "nor another process knows (take it from a BaseParameters argument of entrypoint)"
        )

    def test_state_of_its_own(self) -> None:
        class Scaler(BaseStep):
            factor: float

            def entrypoint(self, x: int) -> float:
                return self.factor * x

        @pipeline
        def training(scale):  # type: ignore[no-untyped-def]
            scale(x=1)

        scaler = Scaler()
        scaler.factor = 2.0
        assert complaint_about(training(scale=scaler)) == (
            "pipeline 'training' cannot run: step 'scale': it holds 'factor', which neither the cache nor another "
            "process knows (take it from a BaseParameters argument of entrypoint)"
        )

    def test_a_name_that_no_folder_can_bear(self) -> None:
        @step(name="../load")
        def climb() -> Annotated[int, "a/b"]:
            return 1

        @pipeline
        def training() -> None:
            climb()

        rule = "use 1 to 127 letters, digits, spaces, '.', '_' or '-'"
        assert complaint_about(training()) == (
            "pipeline 'training' cannot run, 2 faults:"
            f"\n  step '../load': the output name 'a/b' is not valid ({rule})"
            f"\n  step '../load': its name '../load' is not valid ({rule})"
        )

    def test_a_file_that_is_not_there(self) -> None:
        @step(extra_files=["vocabulary.txt"])
        def embed() -> int:
            return 1

        @pipeline
        def training() -> None:
            embed()

        assert complaint_about(training()) == (
            "pipeline 'training' cannot run: step 'embed': extra_files names 'vocabulary.txt', which is no file "
            f"(its path is relative to {SOURCE_ROOT})"
        )


class TestComponents:
    @staticmethod
    @pipeline
    def training() -> None:
        @step(experiment_tracker="wandb")
        def train() -> float:
            return 1.0

        train()

    def test_a_kind_that_the_stack_lacks(self) -> None:
        assert complaint_about(self.training()) == (
            "pipeline 'training' cannot run: step 'train': wants the experiment tracker 'wandb', which stack 'prod' "
            "does not have: it has no experiment tracker "
            "(zenml stack set a stack that has it, or name the one of this stack)"
        )

    def test_a_component_that_the_stack_lacks(self) -> None:
        assert complaint_about(self.training(), stack_with(experiment_tracker="mlflow")) == (
            "pipeline 'training' cannot run: step 'train': wants the experiment tracker 'wandb', which stack 'prod' "
            "does not have: its experiment tracker is 'mlflow' "
            "(zenml stack set a stack that has it, or name the one of this stack)"
        )


class TestMaterializers:
    def test_one_for_an_output_that_is_none(self) -> None:
        class Mine(BaseMaterializer): ...

        @step(output_materializers={"dat": Mine})
        def train() -> Annotated[float, "data"]:
            return 1.0

        @pipeline
        def training() -> None:
            train()

        assert complaint_about(training()) == (
            "pipeline 'training' cannot run: step 'train': output_materializers names 'dat', which is no output "
            "(did you mean 'data'?)"
        )

    def test_what_is_none(self) -> None:
        @step(output_materializers=dict)  # type: ignore[arg-type]
        def train() -> float:
            return 1.0

        @pipeline
        def training() -> None:
            train()

        assert complaint_about(training()) == (
            "pipeline 'training' cannot run: step 'train': the materializer of output 'output' is <class 'dict'> "
            "(choose a subclass of BaseMaterializer)"
        )

    def test_none_for_a_type_when_pickles_are_forbidden(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ZENML_ALLOW_PICKLE", "0")

        @step
        def train() -> Unheard:
            return Unheard()

        @pipeline
        def training() -> None:
            train()

        assert complaint_about(training()) == (
            "pipeline 'training' cannot run: step 'train': output 'output' is Unheard, which only cloudpickle could "
            "save, and that is forbidden (write a materializer for it, or return another type)"
        )

    def test_a_type_with_subclasses_that_have_one_is_let_through(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class Graph: ...

        class Tree(Graph): ...

        class TreeMaterializer(BaseMaterializer):
            ASSOCIATED_TYPES = (Tree,)

        monkeypatch.setenv("ZENML_ALLOW_PICKLE", "0")

        @step
        def train() -> Graph:
            return Tree()

        @pipeline
        def training() -> None:
            train()

        assert list(steps_of(training())) == ["train"]
