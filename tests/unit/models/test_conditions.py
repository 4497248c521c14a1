from __future__ import annotations

import math
from collections.abc import Mapping
from enum import Enum
from typing import Any

import numpy as np
import pytest

from zenml.errors import ZenMLError
from zenml.models.conditions import Verdict, judge
from zenml.models.deployment import Combination, Comparison, InputBinding, StepCondition

ACCURACY = InputBinding("evaluate", "accuracy")
OLD_ACCURACY = InputBinding("evaluate_old", "accuracy")
LANGUAGE = InputBinding("detect", "output")


class Colour(str, Enum):
    RED = "red"


def _judged(condition: StepCondition, values: Mapping[InputBinding, object]) -> Verdict:
    return judge(condition, values.__getitem__)


@pytest.mark.parametrize(
    ("condition", "value", "verdict"),
    [
        (Comparison(ACCURACY, ">", 0.95), 0.91, Verdict(False, "accuracy 0.91 > 0.95 does not hold")),
        (Comparison(ACCURACY, ">", 0.9), 0.91, Verdict(True, "accuracy 0.91 > 0.9 holds")),
        (Comparison(ACCURACY, ">=", 1), 1, Verdict(True, "accuracy 1 >= 1 holds")),
        (Comparison(ACCURACY, "<", 1), 1, Verdict(False, "accuracy 1 < 1 does not hold")),
        (Comparison(ACCURACY, "<=", 1), True, Verdict(True, "accuracy True <= 1 holds")),
        (Comparison(ACCURACY, ">", 0.5), math.nan, Verdict(False, "accuracy nan > 0.5 does not hold")),
        (Comparison(ACCURACY, ">", 0.5), np.float32(0.75), Verdict(True, "accuracy 0.75 > 0.5 holds")),
        (Comparison(ACCURACY, "==", 3), np.int64(3), Verdict(True, "accuracy is 3")),
        (Comparison(ACCURACY, "==", True), np.bool_(False), Verdict(False, "accuracy is False, not True")),
        (Comparison(ACCURACY, ">", 1), np.array(2), Verdict(True, "accuracy 2 > 1 holds")),
        (Comparison(ACCURACY, "==", "red"), Colour.RED, Verdict(True, "accuracy is 'red'")),
        (Comparison(LANGUAGE, "==", "de"), "en", Verdict(False, "detect is 'en', not 'de'")),
        (Comparison(LANGUAGE, "!=", "de"), "en", Verdict(True, "detect is 'en', not 'de'")),
        (Comparison(LANGUAGE, "!=", "de"), "de", Verdict(False, "detect is 'de'")),
        (Comparison(LANGUAGE, "==", 1), "1", Verdict(False, "detect is '1', not 1")),
        (Comparison(LANGUAGE, "<", "b"), "a", Verdict(True, "detect 'a' < 'b' holds")),
    ],
)
def test_an_output_is_compared_with_a_value(condition: Comparison, value: Any, verdict: Verdict) -> None:
    assert _judged(condition, {condition.left: value}) == verdict


@pytest.mark.parametrize(
    ("operator", "verdict"),
    [
        (">", Verdict(False, "evaluate.accuracy 0.9 > evaluate_old.accuracy 0.95 does not hold")),
        ("==", Verdict(False, "evaluate.accuracy is 0.9, not evaluate_old.accuracy 0.95")),
        ("!=", Verdict(True, "evaluate.accuracy is 0.9, not evaluate_old.accuracy 0.95")),
    ],
)
def test_two_outputs_are_compared_with_each_other(operator: str, verdict: Verdict) -> None:
    assert _judged(Comparison(ACCURACY, operator, OLD_ACCURACY), {ACCURACY: 0.9, OLD_ACCURACY: 0.95}) == verdict


def test_two_outputs_that_are_equal_are_told_as_such() -> None:
    unequal = Comparison(ACCURACY, "!=", OLD_ACCURACY)
    verdict = Verdict(False, "evaluate.accuracy is 1, as evaluate_old.accuracy 1")
    assert _judged(unequal, {ACCURACY: 1, OLD_ACCURACY: 1}) == verdict


HIGH, LOW = Comparison(ACCURACY, ">", 0.5), Comparison(ACCURACY, "<", 0.5)


@pytest.mark.parametrize(
    ("condition", "verdict"),
    [
        (Combination("and", (HIGH, LOW)), Verdict(False, "accuracy 0.9 < 0.5 does not hold")),
        (Combination("and", (HIGH, HIGH)), Verdict(True, "accuracy 0.9 > 0.5 holds and accuracy 0.9 > 0.5 holds")),
        (Combination("or", (LOW, HIGH)), Verdict(True, "accuracy 0.9 > 0.5 holds")),
        (
            Combination("or", (LOW, LOW)),
            Verdict(False, "accuracy 0.9 < 0.5 does not hold and accuracy 0.9 < 0.5 does not hold"),
        ),
        (Combination("not", (HIGH,)), Verdict(False, "accuracy 0.9 > 0.5 holds")),
        (Combination("not", (Combination("and", (HIGH, LOW)),)), Verdict(True, "accuracy 0.9 < 0.5 does not hold")),
    ],
)
def test_of_a_combination_is_told_what_makes_it_so(condition: Combination, verdict: Verdict) -> None:
    assert _judged(condition, {ACCURACY: 0.9}) == verdict


@pytest.mark.parametrize("value", [None, [1], {"a": 1}, 1j, np.zeros(2), b"x"])
def test_what_cannot_be_compared_is_named(value: object) -> None:
    with pytest.raises(ZenMLError) as caught:
        _judged(HIGH, {ACCURACY: value})
    assert str(caught.value) == (
        f"its condition cannot be judged: output 'accuracy' of step 'evaluate' is a {type(value).__name__} "
        "(compare numbers, text or booleans)"
    )


def test_text_is_neither_more_nor_less_than_a_number() -> None:
    with pytest.raises(ZenMLError) as caught:
        _judged(HIGH, {ACCURACY: "0.9"})
    assert str(caught.value) == (
        "its condition compares text with a number: accuracy '0.9' > 0.5 "
        "(compare text with text, and numbers with numbers)"
    )


def test_long_text_is_told_in_short() -> None:
    verdict = _judged(Comparison(LANGUAGE, "==", "de"), {LANGUAGE: "e" * 1000})
    assert len(verdict.because) < 100
