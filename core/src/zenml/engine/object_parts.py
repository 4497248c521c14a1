"""Look at what objects consist of, without running code of theirs."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from enum import Enum
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

from zenml.engine.canonical import NotPlainError, canonical

MANY_VALUES = 10_000
"""A table with more values counts by the statement that assigns it."""

_HOLDERS: tuple[tuple[type, tuple[str, ...]], ...] = (
    (MethodType, ("__func__", "__self__")),
    (functools.partial, ("func", "args", "keywords")),
    (staticmethod, ("__func__",)),
    (classmethod, ("__func__",)),
    (property, ("fget", "fset", "fdel")),
    (functools.cached_property, ("func",)),
    (Enum, ("__class__", "name", "value")),
)
_VALUES: Mapping[str, Callable[[Any], str]] = {
    "datetime:date": str,
    "datetime:datetime": lambda value: f"{value.isoformat()} {value.fold} {value.tzinfo}",
    "datetime:time": lambda value: f"{value.isoformat()} {value.fold} {value.tzinfo}",
    "datetime:timedelta": repr,
    "decimal:Decimal": str,
    "fractions:Fraction": str,
    "builtins:range": repr,
    "re:Pattern": lambda value: f"{value.pattern!r} {value.flags}",
    "uuid:UUID": str,
}
"""How to write values of immutable types that are no plain data; by address, so that none has to be imported."""
_CODE = (FunctionType, staticmethod, classmethod, property, functools.cached_property)


def value_text(value: object) -> str | None:
    """Return all that a value of a well-known immutable type is, ``None`` for other values."""
    write = _VALUES.get(address(value))
    return None if write is None else f"{address(value)} {write(value)}"


def held_values(value: object) -> dict[str, object] | None:
    """Return what a value holds, if holding it is all that it does."""
    for kind, names in _HOLDERS:
        if isinstance(value, kind):
            return {name: getattr(value, name) for name in names}
    items = _items(value)
    return None if items is None else {str(number): item for number, item in enumerate(items)}


def bound_values(function: FunctionType) -> dict[str, object]:
    """Return what a function uses besides its code: default arguments, what it wraps, what it took from around it."""
    cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    values = {
        "defaults": function.__defaults__,
        "keyword defaults": function.__kwdefaults__,
        "wrapped": vars(function).get("__wrapped__"),
        **{name: _content(cell) for name, cell in cells},
    }
    return {name: value for name, value in values.items() if value is not None}


def attributes(value: object) -> Mapping[str, object]:
    """Return the attributes that an object itself keeps, by name in order."""
    try:
        own = vars(value)
    except TypeError:
        return {}
    return {name: own[name] for name in sorted(own)}


def class_members(found: type, *, has_source: bool) -> dict[str, object]:
    """Return code, nested classes and plain data of a class body; the rest is machinery of metaclasses.

    Where there is source, code from elsewhere is left out: the source names it, or a decorator such as
    ``dataclass`` generated it, differently in each version of Python.
    """
    return {
        name: member
        for name, member in attributes(found).items()
        if (_is_code(member) and not (has_source and _is_from_elsewhere(member, found)))
        or (not name.startswith("__") and _is_data(member))
    }


def address(value: object) -> str:
    """Return where a foreign function, or the type of another foreign value, is defined."""
    named = value if isinstance(value, BuiltinFunctionType) else type(value)
    return f"{named.__module__}:{named.__qualname__}"


def _items(value: object) -> list[object] | None:
    if type(value) is dict and len(value) <= MANY_VALUES:
        return list(value.items())
    if isinstance(value, (list, tuple)) and type(value) in (list, tuple) and len(value) <= MANY_VALUES:
        return list(value)
    return None


def _content(cell: object) -> object:
    try:
        return cell.cell_contents  # type: ignore[attr-defined]  # types.CellType; a cell may be empty
    except ValueError:
        return None


def _is_code(member: object) -> bool:
    return isinstance(member, _CODE)


def _is_from_elsewhere(member: object, found: type) -> bool:
    while isinstance(member, FunctionType) and "__wrapped__" in vars(member):
        member = vars(member)["__wrapped__"]
    if not isinstance(member, FunctionType):
        return False
    return member.__code__.co_filename.startswith("<") or member.__globals__.get("__name__") != found.__module__


def _is_data(member: object) -> bool:
    if isinstance(member, (type, Enum)):
        return True
    try:
        canonical(member, MANY_VALUES)
    except NotPlainError:
        return False
    return True
