"""Let one process at a time change a store.

A module of its own, since importing filelock costs more than a whole listing: readers need no lock.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

from zenml.errors import StoreUnreachableError
from zenml.files import PRIVATE_FILE, explained_writing, make_private_folder
from zenml.processes import holder_of_lock

LOCK_TIMEOUT_SECONDS = 60.0
PATIENCE_SECONDS = 2.0
"""How long somebody waits without being told what for."""

logger = logging.getLogger(__name__)


@contextmanager
def locked(path: Path, timeout_seconds: float = LOCK_TIMEOUT_SECONDS) -> Iterator[None]:
    """Hold the lock file ``path`` for a while; the operating system frees it when the process dies.

    Who waits for longer than ``PATIENCE_SECONDS`` is told, in a warning, for what and for whom.

    Raises:
        StoreUnreachableError: another process held it for ``timeout_seconds``.
        NotPermittedError: the lock file may not be written.
    """
    make_private_folder(path.parent)
    lock = filelock.FileLock(path, mode=PRIVATE_FILE)
    with explained_writing(path):
        _acquire(lock, path, timeout_seconds)
    try:
        yield
    finally:
        lock.release()


def _acquire(lock: filelock.BaseFileLock, path: Path, timeout_seconds: float) -> None:
    patience_seconds = min(PATIENCE_SECONDS, timeout_seconds)
    if _is_acquired(lock, patience_seconds):
        return
    if patience_seconds < timeout_seconds:
        message = "Waiting for the lock %s, which %s holds; giving up after %g seconds."
        logger.warning(message, path, _holder(path), timeout_seconds)
        if _is_acquired(lock, timeout_seconds - patience_seconds):
            return
    raise StoreUnreachableError(
        f"the lock {path} was not free for {timeout_seconds:g} seconds; {_holder(path)} holds it",
        hint="wait for it or end it, then try again",
    )


def _is_acquired(lock: filelock.BaseFileLock, timeout_seconds: float) -> bool:
    try:
        lock.acquire(timeout=timeout_seconds, poll_interval=0.005)
    except filelock.Timeout:
        return False
    return True


def _holder(path: Path) -> str:
    holder = holder_of_lock(path)
    return f"process {holder.pid} ({holder.command})" if holder else "another process"
