from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zenml.engine.canonical import NotPlainError, canonical

_SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary()
_PLAIN = st.recursive(_SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=10)


def _exactly_equal(left: object, right: object) -> bool:
    """Compare as the cache must, written another way than the code under test."""
    if type(left) is not type(right):
        return False
    if isinstance(left, float) and isinstance(right, float):
        both_nan = math.isnan(left) and math.isnan(right)
        return both_nan or (left == right and math.copysign(1, left) == math.copysign(1, right))
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(_exactly_equal, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(_exactly_equal(left[key], right[key]) for key in left)
    return left == right


@given(_PLAIN, _PLAIN)
def test_two_values_have_one_text_exactly_if_they_are_equal_down_to_their_types(left: object, right: object) -> None:
    assert (canonical(left) == canonical(right)) is _exactly_equal(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [(1, True), (1, 1.0), (0.0, -0.0), ("1", 1), (b"a", "a"), ([1], (1,)), ({1}, frozenset({1})), ([], {}), ("", None)],
)
def test_values_that_python_or_json_would_confuse_stay_apart(left: object, right: object) -> None:
    assert canonical(left) != canonical(right)


def test_the_order_of_dictionaries_and_sets_does_not_matter_and_nan_is_nan() -> None:
    assert canonical({"a": 1, "b": {2, 3}}) == canonical({"b": {3, 2}, "a": 1})
    assert canonical(float("nan")) == canonical(-math.nan)


@pytest.mark.parametrize("value", [object(), Path("x"), [Path("x")], {"a": len}])
def test_what_is_more_than_data_is_refused(value: object) -> None:
    with pytest.raises(NotPlainError, match="is no plain data"):
        canonical(value)


def test_data_beyond_the_limit_and_data_that_holds_itself_are_refused() -> None:
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(NotPlainError, match="too many values"):
        canonical(list(range(10)), limit=10)
    with pytest.raises(NotPlainError):
        canonical(endless, limit=10_000)
