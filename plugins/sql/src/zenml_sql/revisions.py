"""Check, by one SELECT, that this package and a database agree on the tables."""

from __future__ import annotations

from sqlalchemy import Connection, insert, inspect, select
from sqlalchemy.exc import DatabaseError

from zenml.errors import ConfigurationError
from zenml_sql.metadata_schema import METADATA, REVISION, VERSION_TABLE, version

_STORED_REVISION = select(version.c.version_num)


def stored_revision(connection: Connection) -> str | None:
    """Return the revision of a database's tables; ``None`` if it has none of them."""
    try:
        return connection.execute(_STORED_REVISION).scalar()
    except DatabaseError:
        if not inspect(connection).has_table(VERSION_TABLE):
            return None
    # Damaged, which is said again, or made by another process since it was asked for.
    return connection.execute(_STORED_REVISION).scalar()


def check_not_newer(revision: str | None, database: str) -> None:
    """Refuse a database that a newer package made.

    Raises:
        ConfigurationError: naming both revisions; nothing was changed.
    """
    if revision is not None and revision > REVISION:
        raise ConfigurationError(
            f"the metadata database {database} has revision {revision}, this zenml-sql knows none after {REVISION}",
            hint="nothing was changed; upgrade the package zenml-sql",
        )


def create_tables(connection: Connection) -> None:
    """Make the tables of the newest revision, all or none, without Alembic (whose import takes 100 ms)."""
    METADATA.create_all(connection, checkfirst=False)
    connection.execute(insert(version).values(version_num=REVISION))
