"""Call a step for each item of a list, and collect what it returns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from zenml.steps.outputs import DeclaredOutputs

_NO_LISTS = (str, bytes, Mapping, set, frozenset)
"""What can be iterated over, too: the letters, keys and unordered elements of these are hardly meant."""


def items_of(items: object) -> list[Any] | None:
    """Return the items of anything that has some in an order, ``None`` for anything else."""
    if isinstance(items, _NO_LISTS) or not isinstance(items, Iterable):
        return None
    return list(items)


def collected(results: Sequence[Any], returned: DeclaredOutputs) -> Any:
    """Return what the calls of a step returned, in their order: one list for each of its outputs.

    As a single call does, it returns a tuple of them, one alone or ``None``.
    """
    if returned.is_tuple:
        return tuple([result[place] for result in results] for place in range(len(returned.outputs)))
    return list(results) if returned.outputs else None
