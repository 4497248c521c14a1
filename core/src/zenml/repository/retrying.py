"""Make a change again when another process was quicker."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from zenml.errors import ChangedMeanwhileError

_T = TypeVar("_T")
_ATTEMPTS = 20


def until_nobody_interferes(change: Callable[[], _T]) -> _T:
    """Make a change that begins by reading again, as often as another process was quicker.

    Raises:
        ChangedMeanwhileError: every time.
    """
    for _ in range(_ATTEMPTS):
        with suppress(ChangedMeanwhileError):
            return change()
    return change()
