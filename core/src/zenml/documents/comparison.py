"""Tell documents apart as JSON would."""

from __future__ import annotations

from collections.abc import Mapping


def is_same(one: object, other: object) -> bool:
    """Compare plain data: ``1`` is neither ``1.0`` nor ``true``, and the order of keys does not matter."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(is_same(value, other[key]) for key, value in one.items())
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(map(is_same, one, other))
    return type(one) is type(other) and repr(one) == repr(other)  # which a NaN shares with itself, too
