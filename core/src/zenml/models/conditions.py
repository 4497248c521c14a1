"""Judge whether the condition under which a step runs holds, and say in plain words why."""

from __future__ import annotations

import numbers
import operator
import reprlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from zenml.errors import ZenMLError
from zenml.models.deployment import ONLY_OUTPUT, Comparison, InputBinding, Scalar, StepCondition

ORDERINGS: Mapping[str, Callable[[Any, Any], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
EQUAL, UNEQUAL = "==", "!="
AND, OR, NOT = "and", "or", "not"

_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = _SHORT.maxlong = 60


@dataclass(frozen=True)
class Verdict:
    """Say whether a condition holds, and what of it makes it so."""

    holds: bool
    because: str


def judge(condition: StepCondition, value_of: Callable[[InputBinding], object]) -> Verdict:
    """Return whether a condition holds.

    Raises:
        ZenMLError: an output is no number, text or boolean, or text is compared with a number.
    """
    if isinstance(condition, Comparison):
        return _compared(condition, value_of)
    parts = [judge(part, value_of) for part in condition.parts]
    if condition.operator == NOT:
        return Verdict(not parts[0].holds, parts[0].because)
    holds = all(part.holds for part in parts) if condition.operator == AND else any(part.holds for part in parts)
    return Verdict(holds, " and ".join(part.because for part in parts if part.holds is holds))


def plain_scalar(value: object) -> Scalar | None:
    """Return a value that can be compared as Python's own number, text or boolean, ``None`` for any other value."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real):
        return float(value)
    # numpy's booleans, and its arrays without dimensions
    item = getattr(value, "item", None) if getattr(value, "ndim", None) == 0 else None
    return plain_scalar(item()) if callable(item) else None


def _compared(comparison: Comparison, value_of: Callable[[InputBinding], object]) -> Verdict:
    left = _scalar(comparison.left, value_of)
    right = comparison.right
    other = right if not isinstance(right, InputBinding) else _scalar(right, value_of)
    if comparison.operator not in ORDERINGS:
        is_equal = left == other
        return Verdict(is_equal is (comparison.operator == EQUAL), _words(comparison, left, other, is_equal=is_equal))
    if isinstance(left, str) is not isinstance(other, str):
        problem = f"its condition compares text with a number: {_phrase(comparison, left, other)}"
        raise ZenMLError(problem, hint="compare text with text, and numbers with numbers")
    holds = ORDERINGS[comparison.operator](left, other)
    return Verdict(holds, f"{_phrase(comparison, left, other)} {'holds' if holds else 'does not hold'}")


def _scalar(binding: InputBinding, value_of: Callable[[InputBinding], object]) -> Scalar:
    value = value_of(binding)
    plain = plain_scalar(value)
    if plain is None:
        which = f"output {binding.output!r} of step {binding.step!r}"
        problem = f"its condition cannot be judged: {which} is a {type(value).__qualname__}"
        raise ZenMLError(problem, hint="compare numbers, text or booleans")
    return plain


def _words(comparison: Comparison, left: Scalar, other: Scalar, *, is_equal: bool) -> str:
    found = f"{_name(comparison.left, comparison)} is {_SHORT.repr(left)}"
    if is_equal and not isinstance(comparison.right, InputBinding):
        return found
    return f"{found}, {'as' if is_equal else 'not'} {_right(comparison, other)}"


def _phrase(comparison: Comparison, left: Scalar, other: Scalar) -> str:
    name = _name(comparison.left, comparison)
    return f"{name} {_SHORT.repr(left)} {comparison.operator} {_right(comparison, other)}"


def _right(comparison: Comparison, other: Scalar) -> str:
    if not isinstance(comparison.right, InputBinding):
        return _SHORT.repr(other)
    return f"{_name(comparison.right, comparison)} {_SHORT.repr(other)}"


def _name(binding: InputBinding, comparison: Comparison) -> str:
    """Return the name of an output, with that of its step where it alone would not say which is meant."""
    if binding.output == ONLY_OUTPUT:
        return binding.step
    is_alone = not isinstance(comparison.right, InputBinding)
    return binding.output if is_alone else f"{binding.step}.{binding.output}"
