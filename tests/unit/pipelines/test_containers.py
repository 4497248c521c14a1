"""Outputs may be handed on in lists, tuples and dictionaries, beside values that JSON keeps."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Annotated, Any

import numpy as np
import pytest
from checked_pipelines import complaint_about, steps_of

from zenml import pipeline, step
from zenml.models.argument_templates import dict_of, link_to, list_of, tuple_of, value_itself
from zenml.models.deployment import InputBinding


class Colour(Enum):
    RED = "red"


@step
def number(value: int = 1) -> int:
    return value


@step
def word() -> Annotated[str, "text"]:
    return "one"


@step
def anything(parts: Any) -> None: ...


@step
def total(parts: list[int]) -> int:
    return sum(parts)


@step
def pair(parts: tuple[int, str]) -> None: ...


@step
def table(parts: dict[str, int]) -> None: ...


@step
def either(parts: Sequence[int] | dict[str, float] | None) -> None: ...


def test_each_output_is_an_input_under_the_name_of_its_place() -> None:
    @pipeline
    def collecting() -> None:
        one, text = number(1), word()
        anything({"models": [one, text, one], "extra": {"left": (one, 2), 3: "x"}, "none": None, "plain": [1, {}]})

    found = steps_of(collecting())["anything"]
    assert found.inputs == {
        "parts['models'][0]": InputBinding("number", "output"),
        "parts['models'][1]": InputBinding("word", "text"),
        "parts['models'][2]": InputBinding("number", "output"),
        "parts['extra']['left'][0]": InputBinding("number", "output"),
    }
    assert found.containers == {
        "parts": dict_of(
            {
                "models": list_of([link_to(f"parts['models'][{n}]") for n in range(3)]),
                "extra": dict_of(
                    {"left": tuple_of([link_to("parts['extra']['left'][0]"), value_itself(2)]), 3: value_itself("x")}
                ),
                "none": value_itself(None),
                "plain": value_itself([1, {}]),
            }
        )
    }
    assert (found.parameters, found.upstream) == ({}, ("number", "word"))


def test_a_container_without_outputs_stays_a_parameter() -> None:
    @pipeline
    def plain() -> None:
        total([1, 2])

    found = steps_of(plain())["total"]
    assert (found.inputs, found.containers, found.parameters) == ({}, {}, {"parts": [1, 2]})


@pytest.mark.parametrize(
    ("taker", "value"),
    [
        (total, lambda one, _: [one, 2, True]),
        (pair, lambda one, text: (one, text)),
        (table, lambda one, _: {"a": one, "b": 1}),
        (either, lambda one, _: [one, 1]),
        (either, lambda one, _: (one, 1)),
        (either, lambda one, _: {"a": one, "b": 1.5}),
        (anything, lambda one, _: {None: one, 1.5: float("inf")}),
    ],
)
def test_what_fits_the_annotation_is_taken(taker: Any, value: Any) -> None:
    @pipeline
    def fitting() -> None:
        taker(value(number(), word()))

    assert steps_of(fitting())


@pytest.mark.parametrize(
    ("taker", "value", "complaint"),
    [
        (
            total,
            lambda one, text: [one, text],
            (
                "argument 'parts[1]': expects int, but output 'text' of step 'word' is str "
                "(change one of the two annotations)"
            ),
        ),
        (
            total,
            lambda one, _: [one, "x"],
            "argument 'parts[1]': expects int, but gets 'x' (change the value or the annotation)",
        ),
        (
            total,
            lambda one, _: {"a": one},
            "argument 'parts': expects list[int], but gets a dict of 1 (change the value or the annotation)",
        ),
        (
            pair,
            lambda one, _: (one, "x", 3),
            "argument 'parts': expects tuple[int, str], but gets a tuple of 3 (change the value or the annotation)",
        ),
        (
            pair,
            lambda one, _: (1, one),
            (
                "argument 'parts[1]': expects str, but output 'output' of step 'number' is int "
                "(change one of the two annotations)"
            ),
        ),
        (
            table,
            lambda one, _: {3: one},
            "argument 'parts': expects str as keys, but one is 3 (change the key or the annotation)",
        ),
        (
            number,
            lambda one, _: [one],
            "argument 'value': expects int, but gets a list of 1 (change the value or the annotation)",
        ),
        (
            anything,
            lambda one, _: {"model": one, "data": [np.zeros(2)]},
            (
                "argument \"parts['data'][0]\": is a ndarray beside outputs of steps, which JSON does not keep as it "
                "is (pass it as an argument of its own, or let a step produce it)"
            ),
        ),
        (
            anything,
            lambda one, _: [one, Colour.RED],
            (
                "argument 'parts[1]': is a Colour beside outputs of steps, which JSON does not keep as it "
                "is (pass it as an argument of its own, or let a step produce it)"
            ),
        ),
        (
            anything,
            lambda one, _: [{one}],
            "argument 'parts[0]': holds outputs of steps in a set (pass them in a list, tuple or dict)",
        ),
        (
            anything,
            lambda one, _: {(1, 2): one},
            "argument 'parts': has a tuple as a key, which JSON does not keep (use text or numbers as keys)",
        ),
    ],
)
def test_what_does_not_fit_is_told_with_its_place_and_remedy(taker: Any, value: Any, complaint: str) -> None:
    @pipeline
    def wrong() -> None:
        taker(value(number(), word()))

    name = "number_2" if taker is number else taker.own_name
    assert complaint_about(wrong()) == f"pipeline 'wrong' cannot run: step '{name}', {complaint}"


def test_all_faults_of_a_container_are_told_at_once() -> None:
    @pipeline
    def wrong() -> None:
        parts: list[Any] = [word(), "x", np.zeros(1)]
        total(parts)

    assert complaint_about(wrong()).splitlines() == [
        "pipeline 'wrong' cannot run, 3 faults:",
        "  step 'total', argument 'parts[1]': expects int, but gets 'x' (change the value or the annotation)",
        (
            "  step 'total', argument 'parts[2]': is a ndarray beside outputs of steps, which JSON does not keep as it "
            "is (pass it as an argument of its own, or let a step produce it)"
        ),
        (
            "  step 'total', argument 'parts[0]': expects int, but output 'text' of step 'word' is str "
            "(change one of the two annotations)"
        ),
    ]


def test_a_container_in_itself_is_refused() -> None:
    @pipeline
    def wrong() -> None:
        parts: list[Any] = [number()]
        parts.append(parts)
        anything(parts)

    place = "parts" + "[1]" * 50
    assert complaint_about(wrong()) == (
        f"pipeline 'wrong' cannot run: step 'anything', argument '{place}': is nested deeper than 50 levels "
        "(pass less in one argument)"
    )


def test_a_key_that_no_metadata_store_could_keep_is_refused() -> None:
    @pipeline
    def wrong() -> None:
        anything({"k" * 300: number()})

    start = "parts['" + "k" * 53
    assert complaint_about(wrong()) == (
        f"pipeline 'wrong' cannot run: step 'anything', argument \"{start}…\": has more than 255 characters "
        "(use shorter keys)"
    )


def test_an_output_of_another_pipeline_is_found_inside_of_a_container() -> None:
    kept: list[Any] = []

    @pipeline
    def first() -> None:
        kept.append(number())

    @pipeline
    def second() -> None:
        total(kept)

    steps_of(first())
    assert complaint_about(second()) == (
        "pipeline 'second' cannot run: step 'total', argument 'parts[0]': is an output of another pipeline "
        "(call the step in this one)"
    )
