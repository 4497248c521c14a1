"""Run ``zenml`` in this very process, which spares the start of another one."""

from __future__ import annotations

import io
import logging
import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout

import pytest
from commandline import Outcome

from zenml.cli.completion import answer
from zenml.cli.program import run


def called(words: Sequence[str]) -> Outcome:
    """Run a command whose streams are pipes; nothing stands on its stdin."""
    stdout, stderr = _pipe(), _pipe()
    with _stdin(_pipe()), redirect_stdout(stdout), redirect_stderr(stderr), new_log():
        code = run(words)
    return Outcome(_written(stdout), _written(stderr), code)


def offered(*words: str) -> list[str]:
    """Return what a shell offers for the last word, in the order in which it does."""
    names = {
        "_ZENML_COMPLETE": "zsh_complete",
        "COMP_WORDS": shlex.join(["zenml", *words]),
        "COMP_CWORD": str(len(words)),
    }
    stdout = _pipe()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(stdout), new_log():
        for name, value in names.items():
            patch.setenv(name, value)
        assert answer() == 0
    return _written(stdout).splitlines()[1::3]


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
    """Return a stream as ``zenml.cli.main`` prepares it."""
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="backslashreplace", write_through=True)


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
