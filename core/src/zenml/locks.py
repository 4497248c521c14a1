"""Let one process at a time change a store.

A module of its own, since importing filelock costs more than a whole listing: readers need no lock.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

from zenml.errors import StoreUnreachableError
from zenml.files import PRIVATE_FILE, explained_writing, make_private_folder

LOCK_TIMEOUT_SECONDS = 60.0


@contextmanager
def locked(path: Path, timeout_seconds: float = LOCK_TIMEOUT_SECONDS) -> Iterator[None]:
    """Hold the lock file ``path`` for a while; the operating system frees it when the process dies.

    Raises:
        StoreUnreachableError: another process held it for ``timeout_seconds``.
        NotPermittedError: the lock file may not be written.
    """
    make_private_folder(path.parent)
    lock = filelock.FileLock(path, timeout=timeout_seconds, mode=PRIVATE_FILE, poll_interval=0.005)
    with explained_writing(path):
        _acquire(lock, path, timeout_seconds)
    try:
        yield
    finally:
        lock.release()


def _acquire(lock: filelock.BaseFileLock, path: Path, timeout_seconds: float) -> None:
    try:
        lock.acquire()
    except filelock.Timeout as error:  # an OSError too
        raise StoreUnreachableError(
            f"another process has held the lock {path} for {timeout_seconds:g} seconds",
            hint="wait for it or end it, then try again",
        ) from error
