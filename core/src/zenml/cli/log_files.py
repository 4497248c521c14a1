"""Print the log of a daemon, and go on with what it writes."""

from __future__ import annotations

import io
import os
import select
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import click

_CHUNK_BYTES = 64 * 1024
_POLL_SECONDS = 0.2


def print_log(path: Path, lines: int | None, *, follow: bool) -> None:
    """Print a log as it is.

    Args:
        path: the file, which exists.
        lines: how many lines from the end to begin with; ``None`` begins at the start.
        follow: go on for ever, also when the log is truncated, or replaced by a new file.

    Raises:
        BrokenPipeError: nobody reads stdout any more.
    """
    with path.open("rb") as log:
        if lines is not None:
            _seek_last_lines(log, lines)
        _print_rest(log)
        if not follow:
            return
        _follow(log, path)
    while True:
        with suppress(FileNotFoundError), path.open("rb") as log:
            _follow(log, path)


def _follow(log: BinaryIO, path: Path) -> None:
    """Print what is added to a log, until another file has its name."""
    while True:
        is_replaced = _is_replaced(log, path)
        if os.fstat(log.fileno()).st_size < log.tell():
            log.seek(0)
        _print_rest(log)
        if is_replaced:
            return
        _check_reader()
        time.sleep(_POLL_SECONDS)


def _is_replaced(log: BinaryIO, path: Path) -> bool:
    try:
        return not os.path.samestat(os.fstat(log.fileno()), path.stat())
    except FileNotFoundError:  # in the middle of a rotation
        return False


def _print_rest(log: BinaryIO) -> None:
    while chunk := log.read(_CHUNK_BYTES):
        click.echo(chunk, nl=False)


def _check_reader() -> None:
    """Notice that stdout was closed while there is nothing to write, as ``zenml … logs -f | head`` does."""
    stdout = select.poll()
    stdout.register(sys.stdout.fileno(), 0)
    if any(event & select.POLLERR for _, event in stdout.poll(0)):
        raise BrokenPipeError


def _seek_last_lines(log: BinaryIO, count: int) -> None:
    """Go to where the last ``count`` lines begin; a line without an end counts, too."""
    end = position = log.seek(0, io.SEEK_END)
    if count == 0 or end == 0:
        return
    log.seek(end - 1)
    breaks = count + (log.read(1) == b"\n")  # to go back over, the one at the end included
    while position > 0:
        start = max(0, position - _CHUNK_BYTES)
        log.seek(start)
        block = log.read(position - start)
        if block.count(b"\n") >= breaks:
            for _ in range(breaks):
                position = start + block.rindex(b"\n", 0, position - start)
            log.seek(position + 1)
            return
        breaks -= block.count(b"\n")
        position = start
    log.seek(0)
