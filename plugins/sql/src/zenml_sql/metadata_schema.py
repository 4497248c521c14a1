"""Define the tables of the metadata store; all begin with ``ms_``, so that they may share a database.

Conventions, chosen to mean the same in every database:

- A time is an integer: microseconds since 1970, UTC.
- Plain data is JSON in a text column; nothing searches it, but for a tag among tags.
- What is compared is exact, and short enough for an index of MySQL, which ends at 3072 bytes.
- What is unique is a named index, since unnamed constraints cannot be migrated in SQLite.
- Order is a sequence that only grows, never a clock.
- What a later revision adds may be NULL, so that an upgrade rewrites no table.
- An index ends, unseen, with its table's primary key (SQLite and InnoDB both do so); the indexes of
  ``ms_runs`` rely on it: they find *and* order runs.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    or_,
)

from zenml.enums import ExecutionStatus
from zenml.models.runs import LONGEST_ARTIFACT_NAME
from zenml_sql.dialects import ExactString, LongText

REVISION = "0002"
"""The newest revision under ``metadata_migrations/versions``; revisions are ordered as texts."""
VERSION_TABLE = "ms_alembic_version"
METADATA = MetaData()

_IDENTIFIER = ExactString(64)
_NAME = ExactString(255)
_STATUS = ExactString(16)
_ARTIFACT_NAME = ExactString(LONGEST_ARTIFACT_NAME)


def _process_columns() -> list[Column[object]]:
    """Say which process works here, and when the database last heard of it."""
    return [
        Column("host", _NAME),
        Column("boot", _IDENTIFIER),
        Column("pid", Integer),
        Column("process_started", _IDENTIFIER),
        Column("beat_at", BigInteger),
    ]


def _end_columns() -> list[Column[object]]:
    return [
        Column("ended_at", BigInteger),
        Column("duration_seconds", Double),
        Column("error", LongText),
    ]


def _link_table(name: str) -> Table:
    """Link steps to artifacts under the name of an argument or an output, in declared order."""
    return Table(
        name,
        METADATA,
        Column("step_id", _IDENTIFIER, ForeignKey("ms_steps.id", name=f"fk_{name}_step"), primary_key=True),
        Column("position", Integer, primary_key=True, autoincrement=False),
        Column("name", _NAME, nullable=False),
        Column("artifact_id", _IDENTIFIER, ForeignKey("ms_artifacts.id", name=f"fk_{name}_artifact"), nullable=False),
        Index(f"ix_{name}_artifact", "artifact_id"),
        sqlite_with_rowid=False,
    )


runs = Table(
    "ms_runs",
    METADATA,
    Column("sequence", Integer, primary_key=True),
    Column("id", _IDENTIFIER, nullable=False),
    Column("name", _NAME, nullable=False),
    Column("pipeline", _NAME, nullable=False),
    Column("status", _STATUS, nullable=False),
    Column("stack", _NAME, nullable=False),
    Column("user", _NAME, nullable=False),
    Column("project", _NAME),
    Column("runtime_configuration", LongText, nullable=False),
    Column("started_at", BigInteger, nullable=False),
    *_end_columns(),
    *_process_columns(),
    Column("tags", LongText),
    Column("deleted_at", BigInteger),
    Index("ix_ms_runs_id", "id", unique=True),
    Index("ix_ms_runs_name", "name", unique=True),
    # With what else the list of all pipelines asks for, which then needs no table.
    Index("ix_ms_runs_pipeline", "pipeline", "deleted_at"),
    Index("ix_ms_runs_status", "status"),
    Index("ix_ms_runs_stack", "stack"),
    Index("ix_ms_runs_user", "user"),
    Index("ix_ms_runs_project", "project"),
    sqlite_autoincrement=True,
)

steps = Table(
    "ms_steps",
    METADATA,
    Column("id", _IDENTIFIER, primary_key=True),
    Column("run_id", _IDENTIFIER, ForeignKey("ms_runs.id", name="fk_ms_steps_run"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("name", _NAME, nullable=False),
    Column("status", _STATUS, nullable=False),
    Column("source", Text, nullable=False),
    Column("entrypoint_name", _NAME, nullable=False),
    Column("parameters", LongText, nullable=False),
    Column("inputs", LongText, nullable=False),
    Column("upstream", LongText, nullable=False),
    Column("start_sequence", BigInteger),
    Column("cache_key", ExactString(128)),
    Column("artifact_store", _IDENTIFIER),
    Column("log_uri", Text),
    Column("started_at", BigInteger),
    *_end_columns(),
    *_process_columns(),
    Column("key_parts", LongText),
    Column("skip_reason", LongText),
    Index("ix_ms_steps_run", "run_id", "position", unique=True),
    Index("ix_ms_steps_cache", "cache_key", "status", "artifact_store", "start_sequence"),
    Index("ix_ms_steps_start", "start_sequence"),
)

artifacts = Table(
    "ms_artifacts",
    METADATA,
    Column("id", _IDENTIFIER, primary_key=True),
    Column("name", _NAME, nullable=False),
    Column("run_id", _IDENTIFIER, ForeignKey("ms_runs.id", name="fk_ms_artifacts_run"), nullable=False),
    Column("step_id", _IDENTIFIER, ForeignKey("ms_steps.id", name="fk_ms_artifacts_step"), nullable=False),
    Column("uri", Text, nullable=False),
    Column("artifact_store", _IDENTIFIER, nullable=False),
    Column("type", Text, nullable=False),
    Column("materializer", Text, nullable=False),
    Column("files", LongText, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("metadata", LongText, nullable=False),
    Column("sequence", BigInteger),
    Column("artifact_name", _ARTIFACT_NAME),
    Column("version", Integer),
    Column("preview", Text),
    Column("tags", LongText),
    Column("deleted_at", BigInteger),
    Column("erased_at", BigInteger),
    Index("ix_ms_artifacts_run", "run_id"),
    Index("ix_ms_artifacts_step", "step_id"),
    Index("ix_ms_artifacts_sequence", "sequence", unique=True),
    Index("ix_ms_artifacts_name", "artifact_name", "version", unique=True),
    Index("ix_ms_artifacts_deleted", "deleted_at", "sequence"),
)

step_inputs = _link_table("ms_step_inputs")
step_outputs = _link_table("ms_step_outputs")

version = Table(
    VERSION_TABLE,
    METADATA,
    Column("version_num", String(32), nullable=False),
    # Alembic's own shape and name, so that it takes the table for its own.
    PrimaryKeyConstraint("version_num", name=f"{VERSION_TABLE}_pkc"),
)


def is_unfinished(table: Table) -> ColumnElement[bool]:
    """Return the condition that a run or step is in no final state yet; the index on ``status`` carries it."""
    return or_(*(table.c.status == status.value for status in ExecutionStatus if not status.is_final))
