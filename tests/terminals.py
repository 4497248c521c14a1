"""Let a test sit at a terminal: a real pseudo-terminal of a chosen size."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import termios
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass


@dataclass(frozen=True)
class Screen:
    """Hold everything that a program wrote to its terminal, and how it ended."""

    text: str
    code: int


def at_terminal(
    words: Sequence[str],
    *,
    columns: int = 200,
    answer: str | Sequence[str] = (),
    question: str = ": ",
    env: dict[str, str] | None = None,
) -> Screen:
    """Run a program whose three streams are one terminal.

    Args:
        words: the command line.
        columns: the width of the terminal.
        answer: the keys to press when it asks something, or for each time that it asks; ``\\x03`` is Ctrl-C,
            ``\\x04`` Ctrl-D.
        question: how a question ends.
        env: added to this process's environment.
    """
    outside, inside = pty.openpty()
    fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    process = subprocess.Popen(
        words,
        stdin=inside,
        stdout=inside,
        stderr=inside,
        env={**os.environ, "TERM": "xterm", **(env or {})},
        start_new_session=True,
        # Ctrl-C reaches whoever has this as the controlling terminal of its session.
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509
    )
    os.close(inside)
    text = _conversation(outside, process, [answer] if isinstance(answer, str) else list(answer), question)
    os.close(outside)
    return Screen(text.replace("\r\n", "\n"), process.wait(timeout=60))


def _conversation(terminal: int, process: subprocess.Popen[bytes], answers: list[str], question: str) -> str:
    """Read until the program ends; press keys each time that it waits for them."""
    read, end = b"", question.replace("\n", "\r\n").encode()
    with suppress(OSError):  # Linux says EIO when the last program left the terminal
        while chunk := os.read(terminal, 4096):
            read += chunk
            if answers and read.endswith(end):
                _wait_until_asleep(process)
                os.write(terminal, answers.pop(0).encode())
    return read.decode()


def _wait_until_asleep(process: subprocess.Popen[bytes]) -> None:
    """Wait until the program waits for a key: one that comes right before may get lost, Ctrl-C above all."""
    state = ""
    while not state.startswith("S"):
        state = subprocess.run(
            ["ps", "-o", "stat=", "-p", str(process.pid)], capture_output=True, text=True, check=True
        ).stdout
