"""Run ``zenml`` in a copy of this process, which has everything imported: with streams as a shell would give it."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import sys
import tempfile
import termios
import traceback
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from io import TextIOWrapper
from typing import NoReturn

from commandline import Outcome
from forks import fork
from in_process import new_log

from zenml.cli.main import main


def forked(words: Sequence[str], *, closed: Collection[int] = (), is_read: bool = True) -> Outcome:
    """Run a command whose streams are files.

    Args:
        words: the command line without ``zenml``.
        closed: the numbers of streams that it does not get.
        is_read: false for a stdout that is a pipe whose reader went away.
    """
    with tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:

        def streams() -> None:
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(stdout.fileno() if is_read else _unread_pipe(), 1)
            os.dup2(stderr.fileno(), 2)
            for number in closed:
                os.close(number)

        code = _ended(_start(words, streams, closed))
        return Outcome(_content(stdout.fileno()), _content(stderr.fileno()), code)


def forked_at_terminal(words: Sequence[str], *, columns: int) -> Outcome:
    """Run a command whose three streams are one terminal, at which nobody presses a key."""
    outside, inside = pty.openpty()
    fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))

    def streams() -> None:
        os.setsid()
        fcntl.ioctl(inside, termios.TIOCSCTTY, 0)
        for number in range(3):
            os.dup2(inside, number)

    child = _start(words, streams, ())
    os.close(inside)
    text = b""
    with suppress(OSError):  # Linux says EIO when the last program left the terminal
        while chunk := os.read(outside, 4096):
            text += chunk
    os.close(outside)
    return Outcome(text.decode(), "", _ended(child))


def _start(words: Sequence[str], streams: Callable[[], None], closed: Collection[int]) -> int:
    child = fork()
    if child == 0:
        _be_zenml(words, streams, closed)
    return child


def _be_zenml(words: Sequence[str], streams: Callable[[], None], closed: Collection[int]) -> NoReturn:
    """Do what the interpreter does with streams before and after a program."""
    code: object = 1
    try:
        streams()
        sys.stdin, sys.stdout, sys.stderr = (  # as Python has it for closed ones
            None if number in closed else TextIOWrapper(os.fdopen(number, mode, closefd=False), encoding="utf-8")
            for number, mode in enumerate(("rb", "wb", "wb"))
        )
        sys.argv = ["zenml", *words]
        with new_log():
            main()
    except SystemExit as end:
        code = end.code
    except BaseException:  # noqa: BLE001 - nobody above would tell
        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(code if isinstance(code, int) and _is_flushed() else 120)


def _is_flushed() -> bool:
    """Flush as the interpreter does at its end, which complains with this exit code where it cannot."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        return False
    return True


def _unread_pipe() -> int:
    reader, writer = os.pipe()
    os.close(reader)
    return writer


def _ended(child: int) -> int:
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def _content(file: int) -> str:
    return os.pread(file, os.fstat(file).st_size, 0).decode()
