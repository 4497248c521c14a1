"""Open a SQLite file: private, in WAL mode, with the tables of this package's revision.

One that may only be read is opened by ``sqlite_read_only``.
"""

from __future__ import annotations

import glob
import os
import sqlite3
from functools import partial
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event

from zenml.errors import NotPermittedError
from zenml.files import PRIVATE_FILE, make_private_folder, sync_folder
from zenml_sql.databases import Database, opened
from zenml_sql.metadata_schema import REVISION
from zenml_sql.revisions import check_not_newer, create_tables, stored_revision
from zenml_sql.sqlite_errors import explained
from zenml_sql.sqlite_read_only import is_writable, open_to_read

BUSY_TIMEOUT_SECONDS = 30.0
"""How long a transaction waits for that of another process."""


def sqlite_database(path: Path) -> Database:
    """Return this process's connections to the database ``path``, which is made if it does not exist.

    Where it may not be written, every change is refused with ``NotPermittedError``.

    Raises:
        ConfigurationError: the file is no database, is damaged, or was made by a newer package.
        NotPermittedError: its folder may not be entered, or it may not be written and has to be upgraded.
        StoreUnreachableError: it is locked, cannot be opened, or its disk is full.
    """
    # The inode is part of the key: a file that was replaced, by a restored backup say, is another database.
    return opened((path, _inode(path)), partial(_open, path))


def files_of(path: Path) -> tuple[Path, ...]:
    """Return the file of a database and those that SQLite and this package put beside it; not all may be there."""
    besides = [path.with_name(f"{path.name}{ending}") for ending in ("-wal", "-shm", "-journal")]
    return (path, *besides, _lock_file(path), *path.parent.glob(f"{glob.escape(path.name)}.backup-*"))


def _inode(path: Path) -> tuple[int, int] | None:
    """Return what identifies the file, ``None`` if there is none and may be none."""
    with explained(path):
        try:
            status = os.stat(path)
        except FileNotFoundError:
            if not _makes_file(path):
                return None
            status = os.stat(path)
    return status.st_dev, status.st_ino


def _makes_file(path: Path) -> bool:
    """Make an empty file, which is an empty database to SQLite; its ``-wal`` and ``-shm`` inherit the mode."""
    try:
        with explained(path):
            make_private_folder(path.parent)
            path.touch(mode=PRIVATE_FILE)
    except NotPermittedError:
        return False
    sync_folder(path.parent)
    return True


def _open(path: Path) -> Database:
    if not is_writable(path):
        return open_to_read(path, BUSY_TIMEOUT_SECONDS)
    database = Database(_engine(path), partial(explained, path), _begin)
    try:
        if not _is_ready(database, path):
            _make_ready(database, path)
    except BaseException:
        database.engine.dispose()
        raise
    return database


def _engine(path: Path) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        # Without an isolation level the driver begins no transactions of its own: ours begin below.
        connect_args={"timeout": BUSY_TIMEOUT_SECONDS, "isolation_level": None},
        hide_parameters=True,
        # Each transaction ends itself.
        pool_reset_on_return=None,
    )
    event.listen(engine, "connect", _set_up)
    return engine


def _set_up(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")


def _begin(connection: Connection) -> None:
    """Take the write lock before anything is read: a reader that turns writer may find itself too late.

    A read needs no ``BEGIN``: it is one statement, which is a transaction by itself.
    """
    # On the driver's own connection, which costs a tenth of SQLAlchemy's way.
    connection.connection.cursor().execute("BEGIN IMMEDIATE")


def _is_ready(database: Database, path: Path) -> bool:
    with database.reading() as connection:
        revision = stored_revision(connection)
        check_not_newer(revision, str(path))
        return revision == REVISION and connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def _make_ready(database: Database, path: Path) -> None:
    """Create or upgrade the tables, unless another process just did."""
    # Imported here since filelock takes 50 ms, which only the first process on a database should pay.
    from zenml.locks import locked

    with locked(_lock_file(path)):
        with database.reading() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
            revision = stored_revision(connection)
        check_not_newer(revision, str(path))
        _bring_up_to_date(database, path, revision)


def _lock_file(path: Path) -> Path:
    return path.with_name(f".{path.name}.lock")


def _bring_up_to_date(database: Database, path: Path, revision: str | None) -> None:
    if revision is None:
        with database.writing() as connection:
            create_tables(connection)
    elif revision < REVISION:
        # Imported here since Alembic takes 100 ms.
        from zenml_sql.sqlite_upgrade import upgrade

        with explained(path):
            upgrade(path, revision)
