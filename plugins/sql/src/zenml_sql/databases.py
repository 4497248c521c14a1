"""Hold this process's connections to databases: opened once, shared by threads, never by a fork.

Before a fork this module waits for running transactions and closes every connection. A child that opened
its own while the parent's were still open would be no safer: SQLite remembers in the process's memory
which files it has locked (POSIX locks belong to processes), so the child would believe in locks that it
does not have, and others would truncate the write-ahead log under it.
"""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager

from sqlalchemy import Connection, Engine

_MOST_OPEN = 8
"""More databases than this in one process (a test session) take turns."""

# Held during each transaction, so that a fork finds none under way.
_gate = threading.RLock()
_open: dict[Hashable, Database] = {}


class Database:
    """Run transactions on one engine.

    Args:
        engine: where to.
        explained: makes a context that turns the driver's errors into ours.
        begin: prepares a connection for writing, where a database wants to know beforehand.
    """

    def __init__(
        self,
        engine: Engine,
        explained: Callable[[], AbstractContextManager[None]],
        begin: Callable[[Connection], None],
    ) -> None:
        self.engine = engine
        self._explained = explained
        self._begin = begin

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Lend a connection for one statement."""
        with _gate, self._explained(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Lend a connection in a transaction that writes: committed at the end, rolled back on an error."""
        with _gate, self._explained(), self.engine.begin() as connection:
            self._begin(connection)
            yield connection


def opened(key: Hashable, make: Callable[[], Database]) -> Database:
    """Return this process's database for ``key``, made at the first call."""
    with _gate:
        database = _open.get(key)
        if database is None:
            if len(_open) == _MOST_OPEN:
                _open.pop(next(iter(_open))).engine.dispose()
            database = _open[key] = make()
        return database


def close_connections() -> None:
    """Close every idle connection; the next transaction opens a new one."""
    for database in _open.values():
        database.engine.dispose()


def _before_fork() -> None:
    _gate.acquire()
    close_connections()


os.register_at_fork(before=_before_fork, after_in_parent=_gate.release, after_in_child=_gate.release)
# Whoever closes SQLite's last connection moves the write-ahead log into the database.
atexit.register(close_connections)
