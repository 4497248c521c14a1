"""Open a SQLite file that this process may not write, or the emptiness in its place."""

from __future__ import annotations

import os
import sqlite3
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, Engine, NullPool, create_engine, event

from zenml.errors import NotPermittedError
from zenml_sql.databases import Database
from zenml_sql.metadata_schema import REVISION
from zenml_sql.revisions import check_not_newer, create_tables, stored_revision
from zenml_sql.sqlite_errors import explained


def is_writable(path: Path) -> bool:
    """Say whether this process may write the file and, beside it, SQLite's own files."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def open_to_read(path: Path, busy_timeout_seconds: float) -> Database:
    """Return connections to a database that answer every question and refuse every change.

    Where there is no database yet, nothing happened yet.

    Raises:
        ConfigurationError: the file is no database, is damaged, or was made by a newer package.
        NotPermittedError: it would have to be upgraded first.
    """
    if not path.exists():
        return _database(_empty_engine(), path)
    database = _database(_engine(path, busy_timeout_seconds), path)
    with database.reading() as connection:
        revision = stored_revision(connection)
    check_not_newer(revision, str(path))
    if revision is None:
        return _database(_empty_engine(), path)
    if revision < REVISION:
        raise NotPermittedError(
            f"the metadata database {path} has revision {revision}, must be upgraded to {REVISION} and cannot be"
            " written",
            hint="use it once as a user who may write it and its folder",
        )
    return database


def _database(engine: Engine, path: Path) -> Database:
    return Database(engine, partial(explained, path), _begin)


def _begin(_connection: Connection) -> None:
    """Leave it to the statements to be refused."""


def _engine(path: Path, busy_timeout_seconds: float) -> Engine:
    # No pool: each connection looks anew how it may read.
    return create_engine(
        "sqlite://", creator=partial(_connect, path, busy_timeout_seconds), poolclass=NullPool, hide_parameters=True
    )


def _connect(path: Path, busy_timeout_seconds: float) -> sqlite3.Connection:
    """Connect without writing even a lock: see https://www.sqlite.org/wal.html#readonly.

    Without a write-ahead log nobody has the database open, so it does not change while we read. SQLite
    would otherwise insist on making that log.
    """
    has_log = path.with_name(f"{path.name}-wal").exists()
    mode = "mode=ro" if has_log else "mode=ro&immutable=1"
    return sqlite3.connect(f"{path.as_uri()}?{mode}", uri=True, timeout=busy_timeout_seconds, isolation_level=None)


def _empty_engine() -> Engine:
    engine = create_engine("sqlite://", poolclass=NullPool, hide_parameters=True)
    event.listen(engine, "engine_connect", _fill)
    return engine


def _fill(connection: Connection) -> None:
    create_tables(connection)
    connection.commit()
    connection.exec_driver_sql("PRAGMA query_only = ON")
    connection.commit()
