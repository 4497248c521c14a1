"""Wait for processes that are not our children, and end them with all that they started."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable

from zenml.errors import NotPermittedError, ZenMLError
from zenml.processes import ProcessIdentity, has_group, is_alive, is_free

_POLL_SECONDS = 0.02
_KILLED_SECONDS = 10.0
"""How long the system may take to remove a process that was killed."""


def wait_for_end(process: ProcessIdentity, timeout_seconds: float) -> bool:
    """Wait until a process of this machine has ended, and say whether it has."""
    return comes_true(lambda: not is_alive(process), timeout_seconds)


def end_group(leader: ProcessIdentity, timeout_seconds: float) -> None:
    """Ask a process of this machine and all others of its group to end; kill those that have not in time.

    Does nothing if the leader does not live any more: its number says nothing then.

    Raises:
        NotPermittedError: it belongs to another user.
        ZenMLError: the system does not remove it although it was killed.
    """
    if not is_alive(leader):
        return
    for number in (signal.SIGTERM, signal.SIGCONT):  # one that was stopped ends, too
        _signal_group(leader, number)
    if _is_gone(leader, timeout_seconds):
        return
    _signal_group(leader, signal.SIGKILL)
    if not _is_gone(leader, _KILLED_SECONDS):
        raise ZenMLError(
            f"process {leader.pid} was killed and does not end", hint="it waits for a device or a network share"
        )


def _is_gone(leader: ProcessIdentity, timeout_seconds: float) -> bool:
    """Wait for the leader and for those that it leaves behind in its group."""
    return comes_true(lambda: not is_alive(leader) and not has_group(leader.pid), timeout_seconds)


def comes_true(condition: Callable[[], bool], timeout_seconds: float) -> bool:
    """Wait until something is so, and say whether it came to that in time."""
    deadline = time.monotonic() + timeout_seconds
    while not condition():
        if time.monotonic() >= deadline:
            return False
        time.sleep(_POLL_SECONDS)
    return True


def _signal_group(leader: ProcessIdentity, number: signal.Signals) -> None:
    """Send a signal to the group, also after its leader ended, but not to a stranger that has got its number."""
    try:
        if is_free(leader):
            os.killpg(leader.pid, number)
    except ProcessLookupError:  # it ended by itself
        pass
    except PermissionError as error:
        if has_group(leader.pid):  # macOS says so, too, of a group that only waits to be reaped
            raise NotPermittedError(
                f"process {leader.pid} may not be ended: {error.strerror}", hint="ask the user whom it belongs to"
            ) from error
