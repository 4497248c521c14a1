"""Listen to objects that stand in the place of ``sys.stdout`` and ``sys.stderr``, as in notebooks and tests."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO, cast


class Tee:
    """Pass everything on to the stream that it stands for, and note what is written."""

    def __init__(self, original: TextIO, descriptor: int, note: Callable[[bytes], None]) -> None:
        self.original = original
        self._note = note
        self._process = os.getpid()
        self.descriptor = descriptor

    def write(self, text: str) -> int:
        written = self.original.write(text)
        # In a forked child our lock may be held by a thread that is not there.
        if os.getpid() == self._process:
            self._note(text.encode(errors="replace"))
        return written

    def writelines(self, lines: list[str]) -> None:
        for line in lines:
            self.write(line)

    def show(self, text: str) -> None:
        """Write without noting."""
        self.original.write(text)
        self.original.flush()

    def __getattr__(self, name: str) -> object:
        return getattr(self.original, name)


@contextmanager
def tee_replaced_streams(note: Callable[[bytes], None]) -> Iterator[list[Tee]]:
    """Put a tee in front of those standard streams that do not write to their descriptor."""
    tees = []
    for name, descriptor in (("stdout", 1), ("stderr", 2)):
        stream = getattr(sys, name)
        if stream is not None and not _writes_to(stream, descriptor):
            tees.append(Tee(stream, descriptor, note))
            setattr(sys, name, tees[-1])
    try:
        yield tees
    finally:
        _remove(tees)


def _remove(tees: list[Tee]) -> None:
    for tee in tees:
        for name in ("stdout", "stderr"):
            if getattr(sys, name) is tee:
                setattr(sys, name, cast("TextIO", tee.original))


def _writes_to(stream: TextIO, descriptor: int) -> bool:
    try:
        return stream.fileno() == descriptor
    except (AttributeError, OSError, ValueError, io.UnsupportedOperation):
        return False
