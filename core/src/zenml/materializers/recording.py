"""Hash a file while it is written, so that nobody has to read it again for that."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from types import TracebackType
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

# What was just hashed is still in the processor's cache when it is written.
_CHUNK_BYTES = 1024 * 1024


class RecordingFile(io.BufferedIOBase):
    """Pass bytes on to a file of an artifact store and tell size and SHA-256 once that file is safe.

    It writes from beginning to end: there is no seeking, as in a bucket. An exception inside ``with`` leaves
    no record, and the store discards the file.
    """

    def __init__(self, file: IO[bytes], when_closed: Callable[[int, str], None]) -> None:
        self._file = file
        self._when_closed = when_closed
        self._digest = hashlib.sha256()
        self._size_bytes = 0

    @property
    def name(self) -> str:
        return str(getattr(self._file, "name", ""))

    def writable(self) -> bool:
        return True

    def write(self, data: ReadableBuffer) -> int:
        """Take any buffer, of whatever size, without copying it."""
        view = memoryview(data)
        if view.nbytes == 0:
            return 0
        view = view.cast("B")
        for start in range(0, len(view), _CHUNK_BYTES):
            chunk = view[start : start + _CHUNK_BYTES]
            self._digest.update(chunk)
            self._file.write(chunk)
        self._size_bytes += len(view)
        return len(view)

    def close(self) -> None:
        if self.closed:
            return
        super().close()
        self._file.close()
        self._when_closed(self._size_bytes, self._digest.hexdigest())

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            super().close()
            self._file.__exit__(kind, error, traceback)

    def __del__(self) -> None:
        # io's own finalizer would close, that is publish, a file whose writer never finished.
        return


class RecordingTextFile(io.TextIOWrapper):
    """Take UTF-8 text for a ``RecordingFile``; line ends are written as they are given."""

    def __init__(self, file: RecordingFile) -> None:
        super().__init__(file, encoding="utf-8", newline="")
        self._file = file

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self._file.__exit__(kind, error, traceback)

    def __del__(self) -> None:
        # Text that is still held here must not be flushed into a file that nobody closed.
        return
