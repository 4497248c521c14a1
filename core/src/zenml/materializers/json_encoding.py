"""Turn nested values into what JSON knows, without changing a single type on the way."""

from __future__ import annotations

import copyreg
import json
import math
from collections.abc import Callable, Iterable
from datetime import datetime, time
from enum import Enum
from typing import Any, NamedTuple

from pydantic import BaseModel

from zenml.materializers.class_addresses import class_address
from zenml.materializers.json_forms import TAG, form_of, tagged
from zenml.materializers.materializer import UnsuitableValueError

MAX_DEPTH = 100
_LARGEST_TEXT = 1024 * 1024
_LARGEST_BYTES = 64 * 1024
_LARGEST_INT_BITS = 8192
"""Python refuses to read decimal numbers of more than 4300 digits."""
_NUMPY_KINDS = "biufcmMSU"


class Leaf(NamedTuple):
    """Hold a value that JSON cannot hold, and the entry that will say where it is kept."""

    value: object
    entry: dict[str, object]


class Encoder:
    """Turn one value into plain data.

    What occurs twice is written once, so that a shared object stays shared. Values for which there is no
    plain form are collected in ``leaves``.
    """

    def __init__(self) -> None:
        self.leaves: list[Leaf] = []
        self._open: set[int] = set()
        self._numbers: dict[int, int] = {}
        # As long as it is kept here, no other object gets its id.
        self._kept: list[object] = []

    def encode(self, value: object) -> object:
        """Return the plain form of ``value``.

        Raises:
            UnsuitableValueError: it contains itself, is nested too deeply, or has no plain form at all.
        """
        kind = type(value)
        if not _is_large(value):
            if kind in _SCALARS:
                return _SCALARS[kind](value)
            form = form_of(kind)
            if form is not None:
                return tagged(form.tag, form.write(value))
        return self._numbered(value)

    def leaf(self, value: object) -> object:
        """Return the reference to a value that is kept elsewhere."""
        if len(self._open) == 1:
            raise UnsuitableValueError("it has no plain form")
        entry: dict[str, object] = {"folder": str(len(self.leaves))}
        self.leaves.append(Leaf(value, entry))
        return tagged("artifact", entry)

    def _numbered(self, value: object) -> object:
        if id(value) in self._numbers:
            return tagged("same", self._numbers[id(value)])
        if id(value) in self._open:
            raise UnsuitableValueError("it contains itself")
        if len(self._open) >= MAX_DEPTH:
            raise UnsuitableValueError(f"it is nested deeper than {MAX_DEPTH} levels")
        self._open.add(id(value))
        self._kept.append(value)
        encoded = self._contents(value)
        self._open.remove(id(value))
        self._numbers[id(value)] = len(self._numbers)
        return encoded

    def _contents(self, value: Any) -> object:
        encode = _CONTAINERS.get(type(value)) or _encoder_of_record(value)
        encoded = encode(self, value) if encode else None
        return self.leaf(value) if encoded is None else encoded


class _Peek(Encoder):
    """Encode something only to compare it."""

    def leaf(self, value: object) -> object:
        return type(value).__qualname__


# Each of the following returns ``None`` for a value that has no plain form.


def _list(encoder: Encoder, value: Iterable[object]) -> list[object]:
    return list(map(encoder.encode, value))


def _tuple(encoder: Encoder, value: tuple[object, ...]) -> object:
    return tagged("tuple", _list(encoder, value))


def _set(encoder: Encoder, value: set[object] | frozenset[object]) -> object:
    # In an order that is the same in every process, whatever its seed of hashing.
    members = sorted(value, key=lambda member: json.dumps(_Peek().encode(member)))
    return tagged(type(value).__name__, _list(encoder, members))


def _dict(encoder: Encoder, value: dict[object, object]) -> object:
    if all(type(key) is str for key in value) and TAG not in value:
        return {key: encoder.encode(item) for key, item in value.items()}
    return tagged("dict", [[encoder.encode(key), encoder.encode(item)] for key, item in value.items()])


def _moment(encoder: Encoder, value: datetime | time) -> object:
    text = value.replace(tzinfo=None, fold=0).isoformat()
    return tagged(type(value).__name__, [text, value.fold, encoder.encode(value.tzinfo)])


def _enum(encoder: Encoder, value: Enum) -> object | None:
    address = class_address(type(value))
    if not address:
        return None
    if type(value).__members__.get(value.name or "") is value:
        return tagged("enum", [address, value.name])
    return tagged("flag", [address, encoder.encode(value.value)])


def _named_tuple(encoder: Encoder, value: tuple[object, ...]) -> object | None:
    address = class_address(type(value))
    if not address or getattr(value, "__dict__", None):
        return None
    return tagged("named_tuple", [address, _list(encoder, value)])


def _object(encoder: Encoder, value: object) -> object | None:
    # The pickle protocol knows what an object's state is; of its many answers this is the plain one.
    reduced: Any = value.__reduce_ex__(2)
    plain_way = (copyreg.__newobj__, (type(value),))  # type: ignore[attr-defined]  # documented with the protocol
    address = class_address(type(value))
    if not address or not isinstance(reduced, tuple) or reduced[:2] != plain_way:
        return None
    if any(part is not None for part in reduced[3:]):
        return None
    return tagged("object", [address, encoder.encode(reduced[2])])


def _numpy_scalar(_encoder: Encoder, value: Any) -> object | None:
    if value.dtype.kind not in _NUMPY_KINDS:
        return None
    return tagged("numpy", [value.dtype.str, value.tobytes().hex()])


def _encoder_of_record(value: object) -> Callable[[Encoder, Any], object | None] | None:
    kind = type(value)
    if isinstance(value, Enum):
        return _enum
    if isinstance(value, tuple):
        return _named_tuple if hasattr(kind, "_make") else None
    if isinstance(value, BaseModel) or hasattr(kind, "__dataclass_fields__"):
        return _object
    # By name, so that NumPy is imported only by whoever has its scalars.
    is_numpy = kind.__module__ == "numpy" and any(base.__qualname__ == "generic" for base in kind.__mro__)
    return _numpy_scalar if is_numpy else None


def _is_large(value: object) -> bool:
    if isinstance(value, str):
        return len(value) > _LARGEST_TEXT
    return isinstance(value, bytes) and len(value) > _LARGEST_BYTES


def _int(value: int) -> object:
    return value if value.bit_length() <= _LARGEST_INT_BITS else tagged("int", hex(value))


def _float(value: float) -> object:
    return value if math.isfinite(value) else tagged("float", repr(value))


def _same(value: object) -> object:
    return value


_SCALARS: dict[type, Callable[[Any], object]] = {type(None): _same, bool: _same, str: _same, int: _int, float: _float}
_CONTAINERS: dict[type, Callable[[Encoder, Any], object]] = {
    list: _list,
    tuple: _tuple,
    set: _set,
    frozenset: _set,
    dict: _dict,
    datetime: _moment,
    time: _moment,
}
