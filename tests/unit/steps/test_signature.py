"""What a step takes and returns is read from its annotations, and so is what is wrong with them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextlib import suppress
from typing import Annotated, Any, ParamSpec, TypeVar

import numpy as np
import pytest

from zenml import step
from zenml.steps import BaseParameters, BaseStep, Output, StepContext
from zenml.steps.outputs import DeclaredOutput, DeclaredOutputs
from zenml.steps.signature import Fault, Signature

P = ParamSpec("P")
R = TypeVar("R")


class TrainerParameters(BaseParameters):
    gamma: float = 0.1


def signature_of(function: Callable[..., object]) -> Signature:
    return step(function).signature


def outputs_of(function: Callable[..., object]) -> tuple[DeclaredOutput, ...]:
    return signature_of(function).returned.outputs


class TestOutputs:
    def test_a_plain_type_is_one_output_called_output(self) -> None:
        def mean() -> float:
            return 1.0

        assert signature_of(mean).returned == DeclaredOutputs((DeclaredOutput("output", float),), is_tuple=False)

    def test_the_classic_way_names_each_output(self) -> None:
        def importer() -> Output(X=np.ndarray, y=np.ndarray):  # type: ignore[valid-type]
            return np.zeros(1), np.zeros(1)

        expected = (DeclaredOutput("X", np.ndarray), DeclaredOutput("y", np.ndarray))
        assert signature_of(importer).returned == DeclaredOutputs(expected, is_tuple=True)

    def test_the_typed_way_names_each_output(self) -> None:
        def importer() -> tuple[Annotated[int, "X"], Annotated[str, "y"]]:
            return 1, ""

        expected = (DeclaredOutput("X", Annotated[int, "X"]), DeclaredOutput("y", Annotated[str, "y"]))
        assert signature_of(importer).returned == DeclaredOutputs(expected, is_tuple=True)

    def test_one_output_may_have_a_name(self) -> None:
        def score() -> Annotated[float, "accuracy"]:
            return 1.0

        assert outputs_of(score) == (DeclaredOutput("accuracy", Annotated[float, "accuracy"]),)

    def test_a_tuple_without_names_is_one_output(self) -> None:
        def pair() -> tuple[int, str]:
            return 1, ""

        assert signature_of(pair).returned == DeclaredOutputs(
            (DeclaredOutput("output", tuple[int, str]),), is_tuple=False
        )

    def test_a_tuple_of_one_named_output_is_still_a_tuple(self) -> None:
        def importer() -> tuple[Annotated[int, "X"]]:
            return (1,)

        assert signature_of(importer).returned.is_tuple

    def test_one_name_in_the_classic_way_is_no_tuple(self) -> None:
        def importer() -> Output(X=int):  # type: ignore[valid-type]
            return 1

        assert signature_of(importer).returned == DeclaredOutputs((DeclaredOutput("X", int),), is_tuple=False)

    def test_none_is_no_output(self) -> None:
        def report() -> None: ...

        assert outputs_of(report) == ()

    def test_a_function_that_never_returns_a_value_needs_no_annotation(self) -> None:
        def report(x: int):  # type: ignore[no-untyped-def]
            if x:
                return
            with suppress(OSError):
                return

        signature = signature_of(report)
        assert (signature.returned.outputs, signature.faults) == ((), ())

    def test_a_returned_value_needs_an_annotation(self) -> None:
        def report(x: int):  # type: ignore[no-untyped-def]
            if x:
                return None
            return x + 1

        expected = Fault("the returned value has no annotation", "write -> T, or -> None when there is none")
        assert signature_of(report).faults == (expected,)

    def test_what_is_yielded_needs_an_annotation(self) -> None:
        def batches():  # type: ignore[no-untyped-def]
            yield 1

        assert [fault.problem for fault in signature_of(batches).faults] == ["the returned value has no annotation"]

    def test_names_for_some_elements_only_are_a_fault(self) -> None:
        def importer() -> tuple[Annotated[int, "X"], str]:
            return 1, ""

        expected = Fault(
            "the returned tuple has names for some of its outputs only",
            "write Annotated[T, 'name'] for each element, or for none",
        )
        assert signature_of(importer).faults == (expected,)

    def test_any_number_of_named_outputs_is_a_fault(self) -> None:
        def importer() -> tuple[Annotated[int, "X"], ...]:
            return (1,)

        assert [fault.problem for fault in signature_of(importer).faults] == [
            "the returned tuple has names for some of its outputs only"
        ]

    def test_two_outputs_of_one_name_are_a_fault(self) -> None:
        def importer() -> tuple[Annotated[int, "X"], Annotated[int, "X"]]:
            return 1, 2

        assert signature_of(importer).faults == (Fault("two outputs bear the same name", "give each its own"),)


class TestArguments:
    def test_parameters_object_and_context_are_told_by_their_annotation(self) -> None:
        def trainer(context: StepContext, settings: TrainerParameters, x: int, k: int = 3) -> None: ...

        signature = signature_of(trainer)
        assert signature.context is not None
        assert signature.parameters is not None
        assert (signature.context.name, signature.parameters.name) == ("context", "settings")
        assert [(one.name, one.annotation, one.is_required) for one in signature.arguments.values()] == [
            ("x", int, True),
            ("k", int, False),
        ]

    def test_self_of_a_class_based_step_is_none(self) -> None:
        class Trainer(BaseStep):
            def entrypoint(self, x: int) -> float:
                return float(x)

        signature = Trainer().signature
        assert (list(signature.arguments), signature.faults) == (["x"], ())

    def test_an_argument_without_annotation_is_a_fault(self) -> None:
        def trainer(x, y: int) -> None: ...  # type: ignore[no-untyped-def]

        assert signature_of(trainer).faults == (Fault("has no annotation", "write x: T", "x"),)

    def test_arguments_that_collect_are_a_fault(self) -> None:
        def trainer(*parts: int, **more: int) -> None: ...

        remedy = "name and annotate each argument"
        assert signature_of(trainer).faults == (
            Fault("collects any number of values", remedy, "parts"),
            Fault("collects any number of values", remedy, "more"),
        )

    def test_an_argument_without_a_name_to_pass_it_by_is_a_fault(self) -> None:
        def trainer(x: int, /) -> None: ...

        assert signature_of(trainer).faults == (Fault("cannot be passed by name", "remove the / after it", "x"),)

    def test_a_second_parameters_object_is_a_fault(self) -> None:
        def trainer(a: TrainerParameters, b: TrainerParameters) -> None: ...

        expected = Fault("is the second argument that takes a BaseParameters", "a step takes one", "b")
        assert signature_of(trainer).faults == (expected,)

    def test_a_second_context_is_a_fault(self) -> None:
        def trainer(a: StepContext, b: StepContext) -> None: ...

        assert signature_of(trainer).faults == (
            Fault("is the second argument that takes a StepContext", "a step takes one", "b"),
        )

    def test_an_argument_with_the_name_of_a_field_is_a_fault(self) -> None:
        def trainer(params: TrainerParameters, gamma: float) -> None: ...

        expected = Fault("bears the name of a field of TrainerParameters", "rename one of them", "gamma")
        assert signature_of(trainer).faults == (expected,)


class TestAnnotationsAsText:
    def test_classes_of_the_same_body_are_found(self) -> None:
        class Own(BaseParameters):
            gamma: float = 0.1

        @step
        def trainer(params: Own, others: list[Own]) -> dict[str, Own]:
            return {}

        assert trainer.signature.faults == ()
        assert trainer.signature.parameters is not None
        assert trainer.signature.parameters.annotation is Own

    def test_what_is_not_defined_is_a_fault_of_its_argument(self) -> None:
        @step
        def trainer(x: Missing) -> AlsoMissing: ...  # type: ignore[name-defined]  # noqa: F821

        remedy = "import or define it where the step is defined"
        assert trainer.signature.faults == (
            Fault("the annotation Missing mentions 'Missing', which is not defined", remedy, "x"),
            Fault("the annotation AlsoMissing mentions 'AlsoMissing', which is not defined", remedy),
        )

    def test_what_is_defined_later_is_found_later(self) -> None:
        namespace: dict[str, Any] = {}
        source = "from __future__ import annotations\ndef trainer(x: Later) -> None: ..."
        exec(source, namespace)
        trainer = step(namespace["trainer"])
        assert len(trainer.signature.faults) == 1

        namespace["Later"] = int

        assert trainer.signature.arguments["x"].annotation is int

    def test_what_is_no_type_is_a_fault(self) -> None:
        @step
        def trainer(x: "list[") -> None: ...  # type: ignore[valid-type]  # noqa: F722

        (fault,) = trainer.signature.faults
        assert (fault.argument, fault.remedy) == ("x", "annotate a type")
        assert fault.problem.startswith("the annotation 'list[' is not a type: ")

    def test_a_decorated_function_is_read_with_the_names_of_its_own_module(self) -> None:
        def logged(function: Callable[P, R]) -> Callable[P, R]:
            @functools.wraps(function)
            def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
                return function(*args, **kwargs)

            return wrapper

        @step
        @logged
        def trainer(params: TrainerParameters, x: int) -> float:
            return x * params.gamma

        assert trainer.signature.faults == ()
        assert list(trainer.signature.arguments) == ["x"]


def test_output_can_only_annotate() -> None:
    with pytest.raises(TypeError, match=r"Output\(…\) only annotates what a step returns"):
        Output(X=int)()
