"""Rebuild nested values from what the encoder wrote."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, time
from enum import Enum
from typing import Any

from pydantic import BaseModel

from zenml.errors import ArtifactError
from zenml.materializers.class_addresses import load_class
from zenml.materializers.json_forms import READERS, TAG
from zenml.sources import load

_NUMPY_SCALAR = "zenml.materializers.numpy_arrays:scalar_from"
_Decode = Callable[[Any], Any]


class Decoder:
    """Rebuild one value.

    Args:
        load_leaf: takes the entry of a leaf and returns its value.
    """

    def __init__(self, load_leaf: Callable[[Mapping[str, str]], object]) -> None:
        self._load_leaf = load_leaf
        # Finished values in the encoder's order: its numbers are indices here.
        self._finished: list[object] = []

    def decode(self, data: Any) -> Any:
        """Return the value of a plain form.

        Raises:
            ArtifactError: a later version of the product wrote something that this one does not know.
            NotFoundError: the class of a value is gone.
        """
        if type(data) not in (list, dict):
            return data
        tag = data.get(TAG) if isinstance(data, dict) else None
        if tag in READERS:
            return READERS[tag](data["value"])
        if tag == "same":
            return self._finished[data["value"]]
        value = self._contents(tag, data)
        self._finished.append(value)
        return value

    def _contents(self, tag: str | None, data: Any) -> object:
        if isinstance(data, list):
            return list(map(self.decode, data))
        if tag is None:
            return {key: self.decode(item) for key, item in data.items()}
        if tag == "artifact":
            return self._load_leaf(data["value"])
        if tag not in _CONTAINERS:
            raise ArtifactError(f"it holds a {tag!r}, which this zenml-core does not know", hint="install a newer one")
        return _CONTAINERS[tag](self.decode, data["value"])


def _tuple(decode: _Decode, form: list[Any]) -> object:
    return tuple(map(decode, form))


def _set(decode: _Decode, form: list[Any]) -> object:
    return set(map(decode, form))


def _frozenset(decode: _Decode, form: list[Any]) -> object:
    return frozenset(map(decode, form))


def _dict(decode: _Decode, form: list[list[Any]]) -> object:
    return {decode(key): decode(item) for key, item in form}


def _datetime(decode: _Decode, form: list[Any]) -> object:
    text, fold, zone = form
    return datetime.fromisoformat(text).replace(fold=fold, tzinfo=decode(zone))


def _time(decode: _Decode, form: list[Any]) -> object:
    text, fold, zone = form
    return time.fromisoformat(text).replace(fold=fold, tzinfo=decode(zone))


def _enum(_decode: _Decode, form: list[str]) -> object:
    address, name = form
    return _class(address, Enum)[name]


def _flag(decode: _Decode, form: list[Any]) -> object:
    address, value = form
    return _class(address, Enum)(decode(value))


def _named_tuple(decode: _Decode, form: list[Any]) -> object:
    address, items = form
    return _class(address, tuple)._make(map(decode, items))


def _object(decode: _Decode, form: list[Any]) -> object:
    address, state = form
    instance_class = _class(address, object)
    if not issubclass(instance_class, BaseModel) and not hasattr(instance_class, "__dataclass_fields__"):
        raise ArtifactError(f"{address} is neither a dataclass nor a pydantic model any more")
    instance = instance_class.__new__(instance_class)
    _restore(instance, decode(state))
    return instance


def _numpy_scalar(_decode: _Decode, form: list[str]) -> object:
    dtype, content = form
    scalar_from: Any = load(_NUMPY_SCALAR)
    return scalar_from(dtype, bytes.fromhex(content))


def _class(address: str, base: type) -> Any:
    """Load a class, and only one of the expected family: nothing else is called because a file says so."""
    found = load_class(address)
    if not issubclass(found, base):
        raise ArtifactError(f"{address} is not a subclass of {base.__name__} any more")
    return found


def _restore(instance: Any, state: Any) -> None:
    """Give an object its state back as the pickle protocol says (``object.__reduce_ex__``)."""
    if state is None:
        return
    if hasattr(instance, "__setstate__"):
        instance.__setstate__(state)
        return
    attributes, slots = state if isinstance(state, tuple) else (state, None)
    if attributes:
        instance.__dict__.update(attributes)
    for name, value in (slots or {}).items():
        object.__setattr__(instance, name, value)


_CONTAINERS: dict[str, Callable[[_Decode, Any], object]] = {
    "datetime": _datetime,
    "dict": _dict,
    "enum": _enum,
    "flag": _flag,
    "frozenset": _frozenset,
    "named_tuple": _named_tuple,
    "numpy": _numpy_scalar,
    "object": _object,
    "set": _set,
    "time": _time,
    "tuple": _tuple,
}
