"""A step is called for each item of a list; what it returns is collected in the order of the items."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from checked_pipelines import complaint_about, edges_of, steps_of

from zenml import pipeline, step
from zenml.errors import UsageError
from zenml.materializers import BaseMaterializer
from zenml.models.argument_templates import link_to, list_of
from zenml.models.deployment import InputBinding, OutputDeclaration
from zenml.steps import BaseParameters


class AddParameters(BaseParameters):
    more: int = 1


@step
def numbers() -> list[int]:
    return [1, 2, 3]


@step
def words() -> list[str]:
    return ["a"]


@step
def one() -> int:
    return 1


@step
def text() -> str:
    return "abc"


@step
def add(x: int, y: int = 1) -> int:
    return x + y


@step
def divide(x: int, by: int) -> tuple[Annotated[int, "whole"], Annotated[int, "rest"]]:
    return divmod(x, by)


@step
def report(x: int) -> None: ...


@step
def total(parts: list[int]) -> int:
    return sum(parts)


@step
def configured(params: AddParameters, x: int) -> int:
    return x + params.more


class TestOverAList:
    def test_each_item_is_a_step_and_the_results_are_a_list_in_their_order(self) -> None:
        @pipeline
        def summing() -> None:
            total(add.map([10, one(), 30], y=5))

        steps = steps_of(summing())
        assert list(steps) == ["one", "add", "add_2", "add_3", "total"]
        assert [steps[name].parameters for name in ("add", "add_2", "add_3")] == [
            {"x": 10, "y": 5},
            {"y": 5},
            {"x": 30, "y": 5},
        ]
        assert steps["add_2"].inputs == {"x": InputBinding("one", "output")}
        assert steps["total"].containers == {"parts": list_of([link_to(f"parts[{n}]") for n in range(3)])}
        assert [binding.step for binding in steps["total"].inputs.values()] == ["add", "add_2", "add_3"]

    def test_the_items_go_to_the_first_argument_that_is_not_named(self) -> None:
        @pipeline
        def dividing() -> None:
            divide.map([2, 3], x=7)

        assert [step.parameters for step in steps_of(dividing()).values()] == [{"x": 7, "by": 2}, {"x": 7, "by": 3}]

    def test_there_is_one_list_for_each_output(self) -> None:
        @pipeline
        def dividing() -> None:
            wholes, rests = divide.map(range(2), by=3)
            total(wholes)
            total(rests)

        steps = steps_of(dividing())
        assert list(steps["total"].inputs.values()) == [
            InputBinding("divide", "whole"),
            InputBinding("divide_2", "whole"),
        ]
        assert list(steps["total_2"].inputs.values()) == [
            InputBinding("divide", "rest"),
            InputBinding("divide_2", "rest"),
        ]

    def test_results_may_be_mapped_over_again(self) -> None:
        @pipeline
        def chain() -> None:
            report.map(add.map(add.map([1, 2])))

        assert edges_of(chain()) == {
            "add": (),
            "add_2": (),
            "add_3": ("add",),
            "add_4": ("add_2",),
            "report": ("add_3",),
            "report_2": ("add_4",),
        }

    def test_of_no_items_there_is_an_empty_list(self) -> None:
        found: list[object] = []

        @pipeline
        def empty() -> None:
            found.extend([add.map([]), divide.map([], by=1), report.map([])])
            total(add.map([]))

        assert steps_of(empty())["total"].parameters == {"parts": []}
        assert found == [[], ([], []), None]

    def test_a_configured_step_keeps_its_parameters(self) -> None:
        @pipeline
        def summing(adder):  # type: ignore[no-untyped-def]
            adder.map([1, 2])

        steps = steps_of(summing(adder=configured(AddParameters(more=3))))
        assert [step.parameters for step in steps.values()] == [{"x": 1, "more": 3}, {"x": 2, "more": 3}]


class TestOverAnOutput:
    def test_it_is_one_step_that_returns_lists(self) -> None:
        @pipeline
        def summing() -> None:
            total(add.map(numbers(), y=2))

        found = steps_of(summing())["add"]
        assert found.map_over == "x"
        assert found.inputs == {"x": InputBinding("numbers", "output")}
        assert found.parameters == {"y": 2}
        assert found.outputs == (OutputDeclaration("output", "builtins:list"),)

    def test_each_output_is_a_list_of_its_own(self) -> None:
        @pipeline
        def dividing() -> None:
            wholes, rests = divide.map(numbers(), by=2)
            total(wholes)
            report.map(rests)

        steps = steps_of(dividing())
        assert steps["divide"].outputs == (
            OutputDeclaration("whole", "builtins:list"),
            OutputDeclaration("rest", "builtins:list"),
        )
        assert (steps["report"].map_over, steps["report"].outputs) == ("x", ())

    def test_the_same_step_may_be_called_once_as_well(self) -> None:
        @pipeline
        def both() -> None:
            add.map(numbers())
            add(1)

        assert [step.outputs[0].type for name, step in steps_of(both()).items() if "add" in name] == [
            "builtins:list",
            "builtins:int",
        ]


class TestFaults:
    @pytest.mark.parametrize("items", [5, "abc", {"a": 1}, {1, 2}, None])
    def test_what_has_no_items_in_an_order(self, items: Any) -> None:
        @pipeline
        def wrong() -> None:
            add.map(items)

        assert complaint_about(wrong()) == (
            f"pipeline 'wrong' cannot run: step 'add', argument 'x': map() gets a {type(items).__name__}, which is not "
            "a list (pass a list, or an output that is one)"
        )

    @pytest.mark.parametrize(("source", "kind"), [(one, "int"), (text, "str")])
    def test_an_output_that_is_no_list(self, source: Any, kind: str) -> None:
        @pipeline
        def wrong() -> None:
            add.map(source())

        assert complaint_about(wrong()) == (
            f"pipeline 'wrong' cannot run: step 'add', argument 'x': is mapped over output 'output' of step "
            f"'{source.own_name}', which is {kind}, not a list (return a list there, or call the step without map())"
        )

    def test_a_list_of_other_things(self) -> None:
        @pipeline
        def wrong() -> None:
            add.map(words())

        assert complaint_about(wrong()) == (
            "pipeline 'wrong' cannot run: step 'add', argument 'x': expects int for each item, but output 'output' of "
            "step 'words' is list[str] (change one of the two annotations)"
        )

    def test_items_that_only_the_run_knows(self) -> None:
        @pipeline
        def wrong() -> None:
            for number in add.map(numbers()):
                add(number)

        with pytest.raises(TypeError) as caught:
            steps_of(wrong())
        assert str(caught.value) == (
            "step 'add' has one output, 'output'; to call a step for each of its items, write step.map(); for several, "
            "annotate what it returns as tuple[Annotated[T, 'name'], ...] or Output(name=T, ...)"
        )

    def test_no_argument_that_could_take_them(self) -> None:
        @pipeline
        def wrong() -> None:
            one.map([1, 2])

        assert complaint_about(wrong()) == (
            "pipeline 'wrong' cannot run: step 'one': gets 1 positional values, more than it takes "
            "(its inputs are: none)"
        )

    def test_a_materializer_for_one_value(self) -> None:
        class Keeper(BaseMaterializer):
            """Be chosen for an output."""

        @pipeline
        def wrong() -> None:
            add.with_options(output_materializers=Keeper).map(numbers())

        assert complaint_about(wrong()) == (
            "pipeline 'wrong' cannot run: step 'add': the materializer of output 'output' keeps one value, but mapped "
            "over an output there is a list (name the value's type in the materializer's ASSOCIATED_TYPES instead)"
        )


class TestOutsideOfPipelines:
    def test_the_function_is_called_for_each_item(self) -> None:
        assert add.map([1, 2], y=10) == [11, 12]
        assert divide.map((7, 8), by=3) == ([2, 2], [1, 2])
        assert report.map([1]) is None
        assert configured(AddParameters(more=3)).map([1]) == [4]

    def test_what_has_no_items_is_refused(self) -> None:
        with pytest.raises(UsageError) as caught:
            add.map(5)
        assert str(caught.value) == "map() of step 'add' gets a int, which is not a list (pass a list)"
