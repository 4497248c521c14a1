"""Copy what this process, its children and its C code write into the log of the running step, and still show it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from types import TracebackType
from typing import TextIO

from zenml.engine.c_output import flush_c_output
from zenml.engine.output_streams import OutputStream, open_streams
from zenml.engine.replaced_streams import Tee, tee_replaced_streams
from zenml.engine.step_log import StepLog
from zenml.redaction import Redactor

POLL_SECONDS = 0.1
"""How long output may wait to be shown. Nothing waits at the end of a step, which reads all there is."""

_one_at_a_time = threading.Lock()


class OutputCapture:
    """Stand between this process and its terminal while a run lasts.

    Only one capture turns the descriptors of a process aside. In a run within a step, or in another thread,
    a second one lets everything pass, and the output belongs to the first.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._exits = ExitStack()
        self._streams: dict[int, OutputStream] = {}
        self._tees: list[Tee] = []
        self._noted = Redactor()
        self._log: StepLog | None = None
        self._writer: Callable[[bytes], None] | None = None

    def __enter__(self) -> OutputCapture:
        if _one_at_a_time.acquire(blocking=False):
            self._exits.callback(_one_at_a_time.release)
            _flush()
            self._tees = self._exits.enter_context(tee_replaced_streams(self._note))
            self._streams = open_streams()
            self._exits.callback(self._close_streams)
            self._exits.enter_context(_thread(self._pump))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._exits.close()

    @property
    def terminal(self) -> OutputStream | None:
        """Return standard error if it leads to a terminal and nothing replaced it."""
        stream = self._streams.get(2)
        is_replaced = any(tee.descriptor == 2 for tee in self._tees)
        return stream if stream and stream.is_terminal and not is_replaced else None

    @contextmanager
    def into(self, log: StepLog) -> Iterator[None]:
        """Let all output belong to ``log`` for a while; when this ends, not a byte of it is missing."""
        self._hand_over_to(log)
        try:
            yield
        finally:
            self._hand_over_to(None)

    def say(self, line: str) -> None:
        """Show a line of our own on standard error, after all that was written before; it is in no log."""
        _flush()
        self._read_all()
        replaced = [tee for tee in self._tees if tee.descriptor == 2]
        if replaced:
            replaced[0].show(f"{line}\n")
        elif 2 in self._streams:
            self._streams[2].show(f"{line}\n".encode(errors="replace"))
        elif sys.stderr is not None and not self._streams:
            with suppress(OSError, ValueError):
                sys.stderr.write(f"{line}\n")

    @contextmanager
    def shown_by(self, writer: Callable[[bytes], None]) -> Iterator[None]:
        """Let ``writer`` show what goes to the terminal: a live display that must not be written into."""
        self._writer = writer
        try:
            yield
        finally:
            with self._lock:
                self._read_all(is_end=True)
                self._writer = None

    def _hand_over_to(self, log: StepLog | None) -> None:
        _flush()
        with self._lock:
            self._read_all(is_end=True)
            self._write(self._noted.rest())
            self._log = log

    def _pump(self, is_over: threading.Event) -> None:
        while not is_over.wait(POLL_SECONDS):
            with self._lock:
                self._read_all()
                if self._log:
                    self._log.save_old()

    def _read_all(self, *, is_end: bool = False) -> None:
        with self._lock:
            for stream in dict.fromkeys(self._streams.values()):
                for data in stream.new_output(is_end=is_end):
                    self._show(stream, data)
                    self._write(data)

    def _write(self, data: bytes) -> None:
        if self._log and data:
            self._log.write(data)

    def _show(self, stream: OutputStream, data: bytes) -> None:
        if self._writer and stream.is_terminal:
            self._writer(data)
        else:
            stream.show(data)

    def _note(self, data: bytes) -> None:
        """Log what was written to an object that stands for a stream, and that shows it by itself."""
        with self._lock:
            self._read_all()
            self._write(self._noted.redacted(data))

    def _close_streams(self) -> None:
        _flush()
        self._read_all(is_end=True)
        for stream in dict.fromkeys(self._streams.values()):
            stream.close()
        self._streams = {}


@contextmanager
def _thread(work: Callable[[threading.Event], None]) -> Iterator[None]:
    is_over = threading.Event()
    thread = threading.Thread(target=work, args=(is_over,), name="zenml-output", daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def _flush() -> None:
    """Move what is buffered in this process to where the descriptors lead."""
    for stream in (sys.stdout, sys.stderr):
        _flush_stream(stream)
    flush_c_output()


def _flush_stream(stream: TextIO | None) -> None:
    # Closed, or its reader went away.
    with suppress(OSError, ValueError):
        if stream is not None:
            stream.flush()
