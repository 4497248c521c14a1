"""The type of an output is compared with that of the input that it goes to, before anything runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal, NewType, Optional, Protocol, TypedDict, TypeVar, Union

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.svm import SVC

from zenml.pipelines.assignability import is_assignable, type_class, type_name

T = TypeVar("T")
UserId = NewType("UserId", int)


class Sized(Protocol):
    def size(self) -> int: ...


class Point(TypedDict):
    x: int


FITTING = [
    (int, float),
    (bool, int),
    (float, complex),
    (int, Any),
    (Any, int),
    (object, int),
    (int, object),
    (int, T),
    (int, Optional[int]),  # noqa: UP045 - both spellings of a union
    (None, int | None),
    (int | str, Union[str, float]),  # noqa: UP007
    (UserId, int),
    (int, UserId),
    (Annotated[int, "x"], Annotated[float, "y"]),
    (Literal["a"], str),
    (str, Literal["a", "b"]),
    (list[int], list),
    (list, list[int]),
    (list[int], Sequence[float]),
    (dict[str, int], Iterable[str]),
    (tuple[int, int], tuple[int, ...]),
    (tuple[int, ...], tuple[int, int]),
    (tuple[int, bool], Sequence[int]),
    (Point, dict),
    (dict, Point),
    (int, Sized),
    (Callable[[int], int], Callable[[str], int]),
    (SVC, ClassifierMixin),
    (SVC, BaseEstimator),
    (np.ndarray, NDArray[np.float64]),
    (NDArray[np.float64], np.ndarray),
    (NDArray[np.float64], NDArray[np.floating[Any]]),
    (NDArray[np.float64], NDArray[Any]),
    (np.float32, float),
    (np.int64, int),
    (Annotated[int, ["cannot be hashed"]], int),
]
MISMATCHED = [
    (float, int),
    (int, str),
    (Decimal, float),
    (int | None, int),
    (int | str, int),
    (UserId, str),
    (Literal["a"], int),
    (list[int], list[str]),
    (list[int], Sequence[str]),
    (list[int], set[int]),
    (dict[str, int], Mapping[str, str]),
    (dict[str, list[int]], dict[str, list[str]]),
    (tuple[int, str], tuple[int, ...]),
    (tuple[int, int], tuple[int, int, int]),
    (tuple[int, str], Sequence[int]),
    (Point, int),
    (int, Callable[[int], int]),
    (ClassifierMixin, BaseEstimator),
    (np.ndarray, list),
    (list[float], np.ndarray),
    (NDArray[np.float64], NDArray[np.float32]),
    (np.float64, int),
]


@pytest.mark.parametrize(("source", "target"), FITTING, ids=str)
def test_it_fits(source: object, target: object) -> None:
    assert is_assignable(source, target)


@pytest.mark.parametrize(("source", "target"), MISMATCHED, ids=str)
def test_it_does_not_fit(source: object, target: object) -> None:
    assert not is_assignable(source, target)


@pytest.mark.parametrize(
    ("annotation", "name"),
    [
        (int, "int"),
        (None, "None"),
        (np.ndarray, "ndarray"),
        (list[int], "list[int]"),
        (Annotated[str, "y"], "str"),
        (Optional[int], "Optional[int]"),  # noqa: UP045
        (int | None, "int | None"),
        (Any, "Any"),
    ],
)
def test_a_type_is_named_as_its_author_writes_it(annotation: object, name: str) -> None:
    assert type_name(annotation) == name


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        (int, int),
        (Annotated[NDArray[np.float64], "X"], np.ndarray),
        (list[int], list),
        (None, type(None)),
        (int | None, None),
        (Any, None),
        (object, None),
        (T, None),
        (Literal["a"], None),
    ],
)
def test_the_class_of_the_values_is_known_where_there_is_one(annotation: object, expected: object) -> None:
    assert type_class(annotation) is expected
