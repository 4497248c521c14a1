"""Create the tables of the first release.

A migration is frozen: it says what the tables were then, so it shares nothing with ``metadata_schema``.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Double, ForeignKey, Integer, String, Text

revision = "0001"
down_revision = None


def upgrade() -> None:
    _create_runs()
    _create_steps()
    _create_artifacts()
    _create_links("ms_step_inputs")
    _create_links("ms_step_outputs")


def _create_runs() -> None:
    op.create_table(
        "ms_runs",
        Column("sequence", Integer, primary_key=True),
        Column("id", String(64), nullable=False),
        Column("name", String(255), nullable=False),
        Column("pipeline", String(255), nullable=False),
        Column("status", String(16), nullable=False),
        Column("stack", String(255), nullable=False),
        Column("user", String(255), nullable=False),
        Column("project", String(255)),
        Column("runtime_configuration", Text, nullable=False),
        Column("started_at", BigInteger, nullable=False),
        *_end_columns(),
        *_process_columns(),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_ms_runs_id", "ms_runs", ["id"], unique=True)
    op.create_index("ix_ms_runs_name", "ms_runs", ["name"], unique=True)
    for column in ("pipeline", "status", "stack", "user", "project"):
        op.create_index(f"ix_ms_runs_{column}", "ms_runs", [column])


def _create_steps() -> None:
    op.create_table(
        "ms_steps",
        Column("id", String(64), primary_key=True),
        Column("run_id", String(64), ForeignKey("ms_runs.id", name="fk_ms_steps_run"), nullable=False),
        Column("position", Integer, nullable=False),
        Column("name", String(255), nullable=False),
        Column("status", String(16), nullable=False),
        Column("source", Text, nullable=False),
        Column("entrypoint_name", String(255), nullable=False),
        Column("parameters", Text, nullable=False),
        Column("inputs", Text, nullable=False),
        Column("upstream", Text, nullable=False),
        Column("start_sequence", BigInteger),
        Column("cache_key", String(128)),
        Column("artifact_store", String(64)),
        Column("log_uri", Text),
        Column("started_at", BigInteger),
        *_end_columns(),
        *_process_columns(),
    )
    op.create_index("ix_ms_steps_run", "ms_steps", ["run_id", "position"], unique=True)
    op.create_index("ix_ms_steps_cache", "ms_steps", ["cache_key", "status", "artifact_store", "start_sequence"])
    op.create_index("ix_ms_steps_start", "ms_steps", ["start_sequence"])


def _create_artifacts() -> None:
    op.create_table(
        "ms_artifacts",
        Column("id", String(64), primary_key=True),
        Column("name", String(255), nullable=False),
        Column("run_id", String(64), ForeignKey("ms_runs.id", name="fk_ms_artifacts_run"), nullable=False),
        Column("step_id", String(64), ForeignKey("ms_steps.id", name="fk_ms_artifacts_step"), nullable=False),
        Column("uri", Text, nullable=False),
        Column("artifact_store", String(64), nullable=False),
        Column("type", Text, nullable=False),
        Column("materializer", Text, nullable=False),
        Column("files", Text, nullable=False),
        Column("created_at", BigInteger, nullable=False),
        Column("metadata", Text, nullable=False),
    )


def _create_links(name: str) -> None:
    op.create_table(
        name,
        Column("step_id", String(64), ForeignKey("ms_steps.id", name=f"fk_{name}_step"), primary_key=True),
        Column("position", Integer, primary_key=True, autoincrement=False),
        Column("name", String(255), nullable=False),
        Column("artifact_id", String(64), ForeignKey("ms_artifacts.id", name=f"fk_{name}_artifact"), nullable=False),
        sqlite_with_rowid=False,
    )


def _end_columns() -> list[Column[object]]:
    return [Column("ended_at", BigInteger), Column("duration_seconds", Double), Column("error", Text)]


def _process_columns() -> list[Column[object]]:
    return [
        Column("host", String(255)),
        Column("boot", String(64)),
        Column("pid", Integer),
        Column("process_started", String(64)),
        Column("beat_at", BigInteger),
    ]
