"""Let a process die at a chosen moment of what it does to files."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Iterator
from functools import partial

from forks import fork

_CHANGES = frozenset({"open", "os.exec", "os.mkdir", "os.rename", "os.remove"})
_DIED = 9


def deaths(action: Callable[[], object]) -> Iterator[int]:
    """Do ``action`` again and again, each time in a new process that dies before its next change to files.

    Yields, after each death, how many changes were made; ends when the action comes to its end. The caller
    restores between two deaths what the action finds.
    """

    def mortal(changes: int) -> None:
        die_after(changes)
        action()

    return deaths_of(mortal)


def deaths_of(mortal: Callable[[int], object]) -> Iterator[int]:
    """Do the same with an action that itself calls ``die_after``, as late as it likes, with the number it is given."""
    made = 0
    while _dies(partial(mortal, made)):
        yield made
        made += 1


def apart(action: Callable[[], object]) -> None:
    """Do ``action`` in a process of its own, as the next command would."""
    assert not _dies(action)


def die_after(changes: int) -> None:
    """Let this process die before the next change to files but so many; Python audits each before it is made."""
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


def _dies(action: Callable[[], object]) -> bool:
    child = fork()
    if child == 0:
        _end_after(action)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, _DIED), f"the action failed by itself, with exit code {code}"
    return code == _DIED


def _end_after(action: Callable[[], object]) -> None:
    """Run the action in this process, which never returns."""
    code = 1
    try:
        action()
        code = 0
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        sys.stderr.flush()
        os._exit(code)
