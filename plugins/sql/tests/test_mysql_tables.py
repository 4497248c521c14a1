"""What MySQL would be told, without a server: its limits hold for the names and the data of every database."""

from __future__ import annotations

import io
import re

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import String, create_mock_engine
from sqlalchemy.dialects import mysql
from sqlalchemy.schema import ExecutableDDLElement

from zenml_sql.dialects import LongText
from zenml_sql.metadata_schema import METADATA, VERSION_TABLE
from zenml_sql.sqlite_upgrade import SCRIPTS

LONGEST_KEY_BYTES = 3072
"""Of InnoDB: https://dev.mysql.com/doc/refman/8.4/en/innodb-limits.html"""
BYTES_A_CHARACTER = 4
TABLES = [table for table in METADATA.sorted_tables if table.name != VERSION_TABLE]
KEYS = {table.name: list(table.primary_key.columns) for table in TABLES} | {
    str(index.name): [*index.expressions, *table.primary_key.columns] for table in TABLES for index in table.indexes
}


def test_the_migration_tells_mysql_what_the_schema_tells_it() -> None:
    told: list[str] = []

    def note(statement: ExecutableDDLElement, *_: object, **__: object) -> None:
        told.append(str(statement.compile(dialect=mysql.dialect())))

    engine = create_mock_engine("mysql+pymysql://", note)
    METADATA.create_all(engine, TABLES, checkfirst=False)
    assert definitions(";".join(told)) == definitions(migration_for_mysql())


def test_mysql_tells_names_apart_as_sqlite_does_and_keeps_data_of_any_length() -> None:
    sql = migration_for_mysql()
    assert "name VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL" in sql
    assert "parameters LONGTEXT NOT NULL" in sql
    assert sql.count("VARCHAR(") == sql.count("COLLATE utf8mb4_bin")
    long = {column.name for table in TABLES for column in table.columns if isinstance(column.type, LongText)}
    assert long == {
        "error",
        "files",
        "inputs",
        "key_parts",
        "metadata",
        "parameters",
        "runtime_configuration",
        "skip_reason",
        "tags",
        "upstream",
    }


@pytest.mark.parametrize("key", sorted(KEYS))
def test_a_key_is_short_enough_for_mysql(key: str) -> None:
    columns = KEYS[key]
    lengths = [column.type.length or 0 for column in columns if isinstance(column.type, String)]
    assert all(lengths)
    assert sum(lengths) * BYTES_A_CHARACTER + 8 * len(columns) <= LONGEST_KEY_BYTES


def migration_for_mysql() -> str:
    told = io.StringIO()
    context = MigrationContext.configure(dialect_name="mysql", opts={"as_sql": True, "output_buffer": told})
    scripts = [*ScriptDirectory(str(SCRIPTS)).walk_revisions()]
    with Operations.context(context):
        for script in reversed(scripts):
            script.module.upgrade()
    return told.getvalue()


def definitions(sql: str) -> set[tuple[str, str]]:
    """Return what each table is made of, and the indexes, in whatever order and by however many statements."""
    defined: set[tuple[str, str]] = set()
    for statement in (" ".join(each.split()) for each in sql.split(";") if each.strip()):
        if made := re.fullmatch(r"CREATE TABLE (\w+) \( (.*) \)", statement):
            defined |= {(made[1], part) for part in re.split(r", (?![^(]*\))", made[2])}
        elif added := re.fullmatch(r"ALTER TABLE (\w+) ADD COLUMN (.*)", statement):
            defined.add((added[1], added[2]))
        elif dropped := re.fullmatch(r"DROP INDEX (\w+) ON (\w+)", statement):
            defined = {each for each in defined if not each[1].startswith(f"CREATE INDEX {dropped[1]} ON")}
        else:
            defined.add(("", statement))
    return defined
