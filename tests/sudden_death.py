"""Let a process die at a chosen moment of what it does to files."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator

from forks import fork

_CHANGES = frozenset({"open", "os.exec", "os.mkdir", "os.rename", "os.remove"})
_DIED = 9
_NEVER = 1_000_000


def deaths(action: Callable[[], object]) -> Iterator[int]:
    """Do ``action`` again and again, each time in a new process that dies before its next change to files.

    Yields, after each death, how many changes were made; ends when the action comes to its end. The caller
    restores between two deaths what the action finds.
    """
    made = 0
    while _dies_after(made, action):
        yield made
        made += 1


def apart(action: Callable[[], object]) -> None:
    """Do ``action`` in a process of its own, as the next command would."""
    assert not _dies_after(_NEVER, action)


def _dies_after(changes: int, action: Callable[[], object]) -> bool:
    child = fork()
    if child == 0:
        _be_mortal(changes, action)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, _DIED), f"the action failed by itself, with exit code {code}"
    return code == _DIED


def _be_mortal(changes: int, action: Callable[[], object]) -> None:
    """Run the action in this process, which never returns; Python audits each change before it is made."""
    left = changes

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        is_reading = event == "open" and not (
            isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        )
        if event not in _CHANGES or is_reading:
            return
        if left == 0:
            os._exit(_DIED)
        left -= 1

    sys.addaudithook(watch)
    code = 1
    try:
        action()
        code = 0
    finally:
        os._exit(code)
