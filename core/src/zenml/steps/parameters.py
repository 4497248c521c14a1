"""Turn a step's parameters into plain data and back, through pydantic."""

from __future__ import annotations

import json
import math
import reprlib
from functools import lru_cache
from typing import Any, cast

from pydantic import BaseModel, ConfigDict, PydanticUserError, TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from zenml.errors import WiringError

_SHORT = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = 60


class BaseParameters(BaseModel):
    """Hold the settings of a step, checked by pydantic and recorded with each run.

    Example::

        class TrainerParameters(BaseParameters):
            gamma: float = Field(0.001, gt=0)

        @step
        def trainer(params: TrainerParameters, X: np.ndarray, y: np.ndarray) -> ClassifierMixin: ...

        training(importer=importer(), trainer=trainer(TrainerParameters(gamma=0.01))).run()
    """

    model_config = ConfigDict(extra="forbid")


def to_plain(value: object, annotation: Any) -> object:
    """Return ``value`` as JSON knows it, checked and converted by its annotation.

    Raises:
        WiringError: the value breaks the annotation, or would not arrive unchanged in another process.
    """
    adapter = _adapter(annotation)
    try:
        checked = adapter.validate_python(value)
        plain = cast("object", adapter.dump_python(checked, mode="json", round_trip=True))
        arrived = adapter.validate_json(json.dumps(plain))
    except ValidationError as error:
        raise invalid(value, error) from error
    except (PydanticSerializationError, TypeError, ValueError) as error:
        raise _unserializable(type(value)) from error
    if arrived != checked and not _is_same(adapter.dump_python(arrived), adapter.dump_python(checked)):
        raise _unserializable(type(value))
    return plain


def from_plain(plain: object, annotation: Any) -> object:
    """Return the value that ``to_plain`` turned into plain data."""
    return cast("object", _adapter(annotation).validate_json(json.dumps(plain)))


def _adapter(annotation: Any) -> TypeAdapter[Any]:
    make = _cached_adapter if _is_hashable(annotation) else TypeAdapter
    try:
        return make(annotation)
    except PydanticUserError as error:
        raise _unserializable(annotation) from error


def _is_same(left: object, right: object) -> bool:
    """Say whether two values are equal if one takes not-a-number, which equals nothing, for a number."""
    if type(left) is not type(right):
        return False
    if isinstance(left, float) and isinstance(right, float):
        return left == right or (math.isnan(left) and math.isnan(right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(_is_same(left[key], right[key]) for key in left)
    if isinstance(left, (list, tuple)) and isinstance(right, (list, tuple)):
        return len(left) == len(right) and all(map(_is_same, left, right))
    return left == right


def _is_hashable(annotation: Any) -> bool:
    try:
        hash(annotation)
    except TypeError:
        return False
    return True


@lru_cache(maxsize=256)
def _cached_adapter(annotation: Any) -> TypeAdapter[Any]:
    return TypeAdapter(annotation)


def _unserializable(type_: Any) -> WiringError:
    return WiringError(
        f"a value of type {getattr(type_, '__qualname__', type_)} cannot be stored as a parameter",
        hint="let a step produce it and pass that step's output, or annotate a type that pydantic can turn into JSON",
    )


def invalid(value: object, error: ValidationError) -> WiringError:
    """Return the error for a value that breaks its annotation, as pydantic found."""
    first = error.errors(include_url=False)[0]
    place = ".".join(map(str, first["loc"]))
    problem = f"{place}: {first['msg']}" if place else first["msg"]
    return WiringError(f"{_SHORT.repr(value)} does not fit: {problem}", hint="pass a value of the annotated type")
