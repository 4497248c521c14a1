"""Digest what an object holds, for those that no statement of a file explains."""

from __future__ import annotations

import hashlib
import pickle
import uuid
from collections.abc import Callable
from types import FunctionType
from typing import Any


def content_digest(value: object, take_over: Callable[[object], bool]) -> str:
    """Return a digest of an object as pickle writes it, which is another one each time if pickle cannot write it.

    Args:
        value: of a class that is installed, so that code of its own says how it is pickled.
        take_over: asked of each function and class in it whether it is described elsewhere, and not just named.
    """
    sink = _Sink()
    try:
        _Pickler(sink, take_over).dump(value)
    except Exception:  # noqa: BLE001 - whatever its class raises
        return f"unknown {uuid.uuid4().hex}"
    return sink.digest.hexdigest()


class _Sink:
    """Digest what is written, so that a large value is not held twice."""

    def __init__(self) -> None:
        self.digest = hashlib.sha256()

    def write(self, data: Any) -> int:
        self.digest.update(data)
        return len(data)


class _Pickler(pickle.Pickler):
    def __init__(self, sink: _Sink, take_over: Callable[[object], bool]) -> None:
        super().__init__(sink, protocol=4)
        self._take_over = take_over

    def reducer_override(self, found: object) -> Any:
        if isinstance(found, (FunctionType, type)) and self._take_over(found):
            return str, (found.__qualname__,)
        return NotImplemented
