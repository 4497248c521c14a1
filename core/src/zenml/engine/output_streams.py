"""Turn a file descriptor of this process aside into a file, and read there what was written."""

from __future__ import annotations

import logging
import os
import select
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress

from zenml.redaction import Redactor

_CHUNK_BYTES = 256 * 1024

_logger = logging.getLogger(__name__)


class OutputStream:
    """Hold one or two descriptors that wrote to one place, and now write to a spool file.

    A file and no pipe: C code that prints while it holds the interpreter's lock would fill a pipe that no
    thread of ours could empty; and a child that outlives the run may go on writing.
    """

    def __init__(self, descriptors: Sequence[int], spool: int) -> None:
        self._descriptors = descriptors
        self._place = os.dup(descriptors[0])
        self._spool = spool
        self._offset = 0
        self._redactor = Redactor()
        for descriptor in descriptors:
            os.dup2(self._spool, descriptor)

    @property
    def is_terminal(self) -> bool:
        """Say whether a person reads what is written here."""
        return os.isatty(self._place)

    def new_output(self, *, is_end: bool) -> Iterator[bytes]:
        """Yield what was written since the last call, without secrets, in the order in which it was written.

        What may be the beginning of a secret waits for the next call; not if this ``is_end``, or nothing came since.
        """
        start = self._offset
        while data := os.pread(self._spool, _CHUNK_BYTES, self._offset):
            self._offset += len(data)
            yield self._redactor.redacted(data)
        if is_end or self._offset == start:
            yield self._redactor.rest()

    def show(self, data: bytes) -> None:
        """Write to where the descriptors led; a reader that has gone away is no error of the run's."""
        with suppress(OSError):
            write_all(self._place, data)

    def close(self) -> None:
        """Let the descriptors lead where they led before."""
        for descriptor in self._descriptors:
            os.dup2(self._place, descriptor)
        os.close(self._place)
        os.close(self._spool)


def open_streams() -> dict[int, OutputStream]:
    """Turn standard output and error aside, those that are open; none where no temporary file can be made.

    Where both lead to one place, one file takes both, so that their order is kept exactly.
    """
    places = {descriptor: _place_of(descriptor) for descriptor in (1, 2)}
    shared = places[1] is not None and places[1] == places[2]
    groups = [(1, 2)] if shared else [(descriptor,) for descriptor, place in places.items() if place is not None]
    try:
        spools = [_spool_file() for _ in groups]
    except OSError as error:
        _logger.warning("What the steps print is not kept: there is no room for a temporary file: %s", error)
        return {}
    streams = map(OutputStream, groups, spools)
    return {descriptor: stream for group, stream in zip(groups, streams, strict=True) for descriptor in group}


def _place_of(descriptor: int) -> tuple[int, int] | None:
    try:
        status = os.fstat(descriptor)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _spool_file() -> int:
    """Return a descriptor of a file without a name, to which every writer appends."""
    descriptor, path = tempfile.mkstemp(prefix="zenml-output-")
    os.close(descriptor)
    try:
        return os.open(path, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC)
    finally:
        os.unlink(path)


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of it, however little the system takes at a time; an ``OSError`` passes."""
    rest = memoryview(data)
    while rest:
        rest = rest[_write_some(descriptor, rest) :]


def _write_some(descriptor: int, data: memoryview) -> int:
    try:
        return os.write(descriptor, data)
    except BlockingIOError:  # whoever started us made it non-blocking
        select.select([], [descriptor], [])
        return 0
