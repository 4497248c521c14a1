"""Bring the tables of an older package up to date; the only module of this package that imports Alembic."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, NullPool, create_engine

from zenml.files import PRIVATE_FILE

SCRIPTS = Path(__file__).with_name("metadata_migrations")


def upgrade(path: Path, revision: str) -> Path:
    """Upgrade the database ``path``, which has ``revision``, in one transaction; return its backup.

    The caller holds the database's lock.
    """
    backup = _back_up(path, path.with_name(f"{path.name}.backup-{revision}"))
    # A connection of its own, without foreign keys: SQLite alters most things by copying and dropping a table.
    engine = create_engine(
        URL.create("sqlite", database=str(path)), poolclass=NullPool, connect_args={"isolation_level": None}
    )
    with engine.begin() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        migrate(connection)
    return backup


def migrate(connection: Connection, revision: str = "head") -> None:
    """Run the migrations that a database lacks up to ``revision``, within the transaction of ``connection``."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _back_up(path: Path, backup: Path) -> Path:
    """Copy a database as one state of it, whoever writes meanwhile; a half-made backup is made again."""
    backup.touch(mode=PRIVATE_FILE)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(backup)) as target:
        source.backup(target)
    return backup
