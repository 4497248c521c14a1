"""Run ``zenml`` in this very process, which spares the start of another one."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout

from commandline import Outcome

from zenml.cli.program import run


def called(words: Sequence[str]) -> Outcome:
    """Run a command whose streams are pipes; nothing stands on its stdin."""
    stdout, stderr = _pipe(), _pipe()
    with _stdin(_pipe()), redirect_stdout(stdout), redirect_stderr(stderr), new_log():
        code = run(words)
    return Outcome(_written(stdout), _written(stderr), code)


def faults_of(outcome: Outcome) -> list[str]:
    """Return what no command may ever write."""
    everything = outcome.stdout + outcome.stderr
    return [fault for fault in ("Traceback", "\x1b", "Exception ignored", "Logging error") if fault in everything]


@contextmanager
def new_log() -> Iterator[None]:
    """Let who logs find no handler: one that an earlier command made writes to the stderr of that time."""
    logger = logging.getLogger("zenml")
    before, level = logger.handlers[:], logger.level
    logger.handlers.clear()
    try:
        yield
    finally:
        logger.handlers[:] = before
        logger.setLevel(level)


def _pipe() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)


def _written(stream: io.TextIOWrapper) -> str:
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()


@contextmanager
def _stdin(stream: io.TextIOWrapper) -> Iterator[None]:
    before, sys.stdin = sys.stdin, stream
    try:
        yield
    finally:
        sys.stdin = before
