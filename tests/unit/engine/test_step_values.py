"""A step's function gets containers as they were written, and the items of a list one by one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

import pytest

from zenml.engine.context import StepContext
from zenml.engine.executable import Executable
from zenml.engine.outcomes import error_text
from zenml.engine.step_body import failed
from zenml.engine.step_values import values_of
from zenml.engine.worker_messages import answer_line, outcome_from
from zenml.errors import ZenMLError
from zenml.models.argument_templates import dict_of, link_to, list_of, value_itself
from zenml.models.deployment import InputBinding, OutputDeclaration, StepDeployment

CONTEXT = cast("StepContext", None)
STEP = StepDeployment("divide", "steps:divide", "c0de", outputs=(OutputDeclaration("whole"), OutputDeclaration("rest")))
MAPPED = replace(STEP, map_over="x", parameters={"by": 3})


def _divide(inputs: Mapping[str, Any], parameters: Mapping[str, Any], _: StepContext) -> tuple[object, ...]:
    whole, rest = divmod(inputs["x"], parameters["by"])
    return whole, rest


def _echo(inputs: Mapping[str, Any], _parameters: Mapping[str, Any], _: StepContext) -> tuple[object, ...]:
    return (inputs,)


DIVIDE, ECHO = Executable(_divide, _divide), Executable(_echo, _echo)


def test_a_container_is_put_together_of_what_was_loaded() -> None:
    extra = dict_of({"left": link_to("extra['left']"), "k": list_of([link_to("extra['k'][0]"), value_itself(3)])})
    inputs = {name: InputBinding("load", "output") for name in ("X", "extra['left']", "extra['k'][0]")}
    step = replace(STEP, inputs=inputs, containers={"extra": extra})
    loaded: dict[str, object] = {"X": 0, "extra['left']": 1, "extra['k'][0]": 2}
    assert values_of(step, ECHO, loaded, CONTEXT) == [{"X": 0, "extra": {"left": 1, "k": [2, 3]}}]


@pytest.mark.parametrize("items", [[7, 8], (7, 8)])
def test_the_results_for_the_items_of_a_list_are_collected_in_their_order(items: object) -> None:
    assert values_of(MAPPED, DIVIDE, {"x": items}, CONTEXT) == [[2, 2], [1, 2]]


def test_of_no_items_there_are_empty_lists() -> None:
    assert values_of(MAPPED, DIVIDE, {"x": []}, CONTEXT) == [[], []]


@pytest.mark.parametrize("items", [5, "abc", {"a": 1}])
def test_what_is_no_list_is_named(items: object) -> None:
    with pytest.raises(ZenMLError) as caught:
        values_of(MAPPED, DIVIDE, {"x": items}, CONTEXT)
    assert str(caught.value) == (
        f"the step is mapped over 'x', which is a {type(items).__name__}, not a list "
        "(return a list from the step that makes it)"
    )


def test_a_failing_item_is_named_and_the_exception_stays_of_its_class_also_from_another_process() -> None:
    with pytest.raises(TypeError) as caught:
        values_of(MAPPED, DIVIDE, {"x": [7, "8"]}, CONTEXT)
    text = "x[1]: TypeError: unsupported operand type(s) for divmod(): 'str' and 'int'"
    arrived = outcome_from(answer_line(failed(caught.value))).error
    assert isinstance(arrived, TypeError)
    assert (error_text(caught.value), error_text(arrived)) == (text, text)
