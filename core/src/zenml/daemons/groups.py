"""Wait for processes that are not our children, and end them with all that they started.

A process number may be given to a stranger once its owner is gone. Where the system has them, a descriptor of the
process stands for it instead, see pidfd_open(2).
"""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from zenml.errors import NotPermittedError, ZenMLError
from zenml.processes import ProcessIdentity, has_group, is_alive, is_free

_POLL_SECONDS = 0.02
_KILLED_SECONDS = 10.0
"""How long the system may take to remove a process that was killed."""
_TO_GROUP = 4
"""PIDFD_SIGNAL_PROCESS_GROUP of pidfd_send_signal(2), which Linux knows since 6.9."""


def wait_for_end(process: ProcessIdentity, timeout_seconds: float) -> bool:
    """Wait until a process of this machine has ended, and say whether it has."""
    with _opened(process) as descriptor:
        return _has_ended(process, descriptor, time.monotonic() + timeout_seconds)


def end_group(leader: ProcessIdentity, timeout_seconds: float) -> None:
    """Ask a process of this machine and all others of its group to end; kill those that have not in time.

    Does nothing if the leader does not live any more: its number says nothing then.

    Raises:
        NotPermittedError: it belongs to another user.
        ZenMLError: the system does not remove it although it was killed.
    """
    with _opened(leader) as descriptor:
        if not is_alive(leader):
            return
        for number in (signal.SIGTERM, signal.SIGCONT):  # one that was stopped ends, too
            _signal_group(leader, descriptor, number)
        if _is_group_gone(leader, descriptor, timeout_seconds):
            return
        _signal_group(leader, descriptor, signal.SIGKILL)
        if not _is_group_gone(leader, descriptor, _KILLED_SECONDS):
            raise ZenMLError(
                f"process {leader.pid} was killed and does not end", hint="it waits for a device or a network share"
            )


@contextmanager
def _opened(process: ProcessIdentity) -> Iterator[int | None]:
    """Yield a descriptor of what has the process's number now; ``None`` where there is none, or no such system call."""
    descriptor = _pidfd(process.pid)
    try:
        yield descriptor
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _pidfd(pid: int) -> int | None:
    if sys.platform != "linux":
        return None
    try:
        return os.pidfd_open(pid)
    except OSError:  # gone, or an old kernel
        return None


def _has_ended(process: ProcessIdentity, descriptor: int | None, deadline: float) -> bool:
    if descriptor is not None and is_alive(process):
        end = select.poll()
        end.register(descriptor, select.POLLIN)
        end.poll(max(0, deadline - time.monotonic()) * 1000)
    while is_alive(process):
        if time.monotonic() >= deadline:
            return False
        time.sleep(_POLL_SECONDS)
    return True


def _is_group_gone(leader: ProcessIdentity, descriptor: int | None, timeout_seconds: float) -> bool:
    """Wait for the leader, then for those that it leaves behind, whose end nobody is told of."""
    deadline = time.monotonic() + timeout_seconds
    if not _has_ended(leader, descriptor, deadline):
        return False
    while has_group(leader.pid):
        if time.monotonic() >= deadline:
            return False
        time.sleep(_POLL_SECONDS)
    return True


def _signal_group(leader: ProcessIdentity, descriptor: int | None, number: signal.Signals) -> None:
    try:
        if not _signal_group_by(descriptor, number) and is_free(leader):
            os.killpg(leader.pid, number)
    except ProcessLookupError:  # it ended by itself
        pass
    except PermissionError as error:
        if has_group(leader.pid):  # macOS says so, too, of a group that only waits to be reaped
            raise NotPermittedError(
                f"process {leader.pid} may not be ended: {error.strerror}", hint="ask the user whom it belongs to"
            ) from error


def _signal_group_by(descriptor: int | None, number: signal.Signals) -> bool:
    """Signal the group through the descriptor of its leader, alive or not; say whether the system knows how to."""
    if sys.platform != "linux" or descriptor is None:
        return False
    try:
        signal.pidfd_send_signal(descriptor, number, None, _TO_GROUP)
    except (ProcessLookupError, PermissionError):
        raise
    except OSError:
        return False
    return True
