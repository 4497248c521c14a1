"""Keep standard output for data: what foreign code prints goes to standard error."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator

_STDOUT, _STDERR = 1, 2


@contextlib.contextmanager
def stdout_on_stderr() -> Iterator[None]:
    """Send to standard error what Python code, C code and child processes print meanwhile.

    It changes the whole process, so no other thread may print data at that time.
    """
    _flush()
    with _descriptor_on_stderr(), contextlib.redirect_stdout(sys.stderr):
        yield


@contextlib.contextmanager
def _descriptor_on_stderr() -> Iterator[None]:
    saved = _duplicate_of_stdout()
    _replace_stdout()
    try:
        yield
    finally:
        _flush()
        _restore_stdout(saved)


def _duplicate_of_stdout() -> int | None:
    try:
        return os.dup(_STDOUT)
    except OSError:  # closed
        return None


def _replace_stdout() -> None:
    """Occupy the descriptor even where it was closed: the next file to be opened would get it, and the prints."""
    try:
        os.dup2(_STDERR, _STDOUT)
    except OSError:  # standard error is closed
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, _STDOUT)
        if nowhere != _STDOUT:
            os.close(nowhere)


def _restore_stdout(saved: int | None) -> None:
    if saved is None:
        os.close(_STDOUT)
    else:
        os.dup2(saved, _STDOUT)
        os.close(saved)


def _flush() -> None:
    """Write out what Python still holds, while the descriptor points where it belongs."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        sys.stdout.flush()
