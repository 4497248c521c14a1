"""Parameters are recorded as plain data and arrive as what they were."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import pytest
from pydantic import Field, SecretStr, ValidationError

from zenml.errors import WiringError
from zenml.steps import BaseParameters
from zenml.steps.parameters import from_plain, to_plain


class Kernel(Enum):
    LINEAR = "linear"


@dataclass
class Range:
    low: int
    high: int


class TrainerParameters(BaseParameters):
    gamma: float = Field(0.001, gt=0)
    kernels: tuple[Kernel, ...] = (Kernel.LINEAR,)


@pytest.mark.parametrize(
    ("value", "annotation", "plain"),
    [
        (3, int, 3),
        (3, float, 3.0),
        (None, int | None, None),
        ((1, "a"), tuple[int, str], [1, "a"]),
        ({1: date(2024, 2, 29)}, dict[int, date], {"1": "2024-02-29"}),
        (Path("data/x"), Path, "data/x"),
        (timedelta(minutes=1), timedelta, "PT1M"),
        (Kernel.LINEAR, Kernel, "linear"),
        (Range(1, 2), Range, {"low": 1, "high": 2}),
        ({1, 2}, set[int], [1, 2]),
        (1 + 2j, complex, "1+2j"),
        (b"abc", bytes, "abc"),
        ([1, {"a": None}], Any, [1, {"a": None}]),
        (TrainerParameters(gamma=0.5), TrainerParameters, {"gamma": 0.5, "kernels": ["linear"]}),
        ({"gamma": 0.5}, TrainerParameters, {"gamma": 0.5, "kernels": ["linear"]}),
    ],
)
def test_a_value_is_plain_data_on_its_way(value: object, annotation: Any, plain: object) -> None:
    assert to_plain(value, annotation) == plain
    arrived = from_plain(plain, annotation)
    assert to_plain(arrived, annotation) == plain


def test_it_arrives_as_what_it_was() -> None:
    assert from_plain(to_plain((1, "a"), tuple[int, str]), tuple[int, str]) == (1, "a")
    assert from_plain(to_plain({1: "a"}, dict[int, str]), dict[int, str]) == {1: "a"}
    assert from_plain({"gamma": 0.5}, TrainerParameters) == TrainerParameters(gamma=0.5)


def test_not_a_number_is_a_number() -> None:
    arrived = from_plain(to_plain(math.nan, float), float)
    assert isinstance(arrived, float)
    assert math.isnan(arrived)


@pytest.mark.parametrize(
    ("value", "annotation", "problem"),
    [
        ("x", int, "'x' does not fit: Input should be a valid integer, unable to parse string as an integer"),
        (-1.0, Annotated[float, Field(gt=0)], "-1.0 does not fit: Input should be greater than 0"),
        ({"gamma": 0}, TrainerParameters, "{'gamma': 0} does not fit: gamma: Input should be greater than 0"),
        ({"gama": 1}, TrainerParameters, "{'gama': 1} does not fit: gama: Extra inputs are not permitted"),
    ],
)
def test_a_value_that_breaks_its_annotation_is_refused(value: object, annotation: Any, problem: str) -> None:
    with pytest.raises(WiringError) as caught:
        to_plain(value, annotation)
    assert (caught.value.message, caught.value.hint) == (problem, "pass a value of the annotated type")


@pytest.mark.parametrize(
    ("value", "annotation", "type_name"),
    [
        (np.zeros(2), np.ndarray, "ndarray"),
        (object(), Any, "object"),
        (b"\xff", bytes, "bytes"),
        ((1, 2), Any, "tuple"),
        (SecretStr("hidden"), SecretStr, "SecretStr"),
        (iter([1]), list[int] | Any, "list_iterator"),
    ],
)
def test_a_value_that_would_not_arrive_unchanged_is_refused(value: object, annotation: Any, type_name: str) -> None:
    with pytest.raises(WiringError) as caught:
        to_plain(value, annotation)
    assert caught.value.message == f"a value of type {type_name} cannot be stored as a parameter"
    assert caught.value.hint == (
        "let a step produce it and pass that step's output, or annotate a type that pydantic can turn into JSON"
    )


def test_an_annotation_that_cannot_be_hashed_serves_as_well() -> None:
    assert to_plain(3, Annotated[int, ["any", "list"]]) == 3


def test_an_unknown_field_is_refused_at_once() -> None:
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        TrainerParameters(gama=0.5)  # type: ignore[call-arg]
