"""Write plain values as text that is the same exactly for values that are the same."""

from __future__ import annotations

import sys

_SCALARS = frozenset({type(None), bool, float, complex, str, bytes})


class NotPlainError(TypeError):
    """Report a value that is more than data, or more data than one wants to look at."""


def canonical(value: object, limit: int = sys.maxsize) -> str:
    """Return the canonical text of nested plain data.

    The order of dictionaries and sets does not matter; the difference between ``1``, ``1.0`` and ``True``,
    ``0.0`` and ``-0.0``, a list and a tuple does. All NaN are one.

    Raises:
        NotPlainError: there is another type in it, or more than ``limit`` values.
    """
    try:
        return _Writer(limit).text(value)
    except RecursionError as error:
        raise NotPlainError("nested too deeply") from error


class _Writer:
    def __init__(self, limit: int) -> None:
        self._left = limit

    def text(self, value: object) -> str:
        self._left -= 1
        if self._left < 0:
            raise NotPlainError("too many values")
        # Exact types: a subclass (an Enum member that is an int) holds more than its value.
        kind = type(value)
        if kind in _SCALARS:
            return f"{kind.__name__}:{value!r}"
        if kind is int:
            return f"int:{value:x}"
        return self._container(value)

    def _container(self, value: object) -> str:
        kind = type(value)
        if isinstance(value, (list, tuple)) and kind in (list, tuple):
            return f"{kind.__name__}[{','.join(map(self.text, value))}]"
        if isinstance(value, (set, frozenset)) and kind in (set, frozenset):
            return f"{kind.__name__}{{{','.join(sorted(map(self.text, value)))}}}"
        if isinstance(value, dict) and kind is dict:
            entries = sorted(f"{self.text(key)}={self.text(item)}" for key, item in value.items())
            return f"dict{{{','.join(entries)}}}"
        raise NotPlainError(f"{kind.__name__} is no plain data")
