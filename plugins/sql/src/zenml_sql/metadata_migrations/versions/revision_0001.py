"""Create the tables of the first release.

A migration is frozen: it says what the tables were then, so it shares nothing with ``metadata_schema``.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Double, ForeignKey, Integer, String, Text
from sqlalchemy.dialects.mysql import LONGTEXT, VARCHAR

revision = "0001"
down_revision = None

_MYSQL = ("mysql", "mariadb")
_LONG_TEXT = Text().with_variant(LONGTEXT(), *_MYSQL)


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
        Column("id", _exact(64), nullable=False),
        Column("name", _exact(255), nullable=False),
        Column("pipeline", _exact(255), nullable=False),
        Column("status", _exact(16), nullable=False),
        Column("stack", _exact(255), nullable=False),
        Column("user", _exact(255), nullable=False),
        Column("project", _exact(255)),
        Column("runtime_configuration", _LONG_TEXT, nullable=False),
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
        Column("id", _exact(64), primary_key=True),
        Column("run_id", _exact(64), ForeignKey("ms_runs.id", name="fk_ms_steps_run"), nullable=False),
        Column("position", Integer, nullable=False),
        Column("name", _exact(255), nullable=False),
        Column("status", _exact(16), nullable=False),
        Column("source", Text, nullable=False),
        Column("entrypoint_name", _exact(255), nullable=False),
        Column("parameters", _LONG_TEXT, nullable=False),
        Column("inputs", _LONG_TEXT, nullable=False),
        Column("upstream", _LONG_TEXT, nullable=False),
        Column("start_sequence", BigInteger),
        Column("cache_key", _exact(128)),
        Column("artifact_store", _exact(64)),
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
        Column("id", _exact(64), primary_key=True),
        Column("name", _exact(255), nullable=False),
        Column("run_id", _exact(64), ForeignKey("ms_runs.id", name="fk_ms_artifacts_run"), nullable=False),
        Column("step_id", _exact(64), ForeignKey("ms_steps.id", name="fk_ms_artifacts_step"), nullable=False),
        Column("uri", Text, nullable=False),
        Column("artifact_store", _exact(64), nullable=False),
        Column("type", Text, nullable=False),
        Column("materializer", Text, nullable=False),
        Column("files", _LONG_TEXT, nullable=False),
        Column("created_at", BigInteger, nullable=False),
        Column("metadata", _LONG_TEXT, nullable=False),
    )
    for column in ("run", "step"):
        op.create_index(f"ix_ms_artifacts_{column}", "ms_artifacts", [f"{column}_id"])


def _create_links(name: str) -> None:
    op.create_table(
        name,
        Column("step_id", _exact(64), ForeignKey("ms_steps.id", name=f"fk_{name}_step"), primary_key=True),
        Column("position", Integer, primary_key=True, autoincrement=False),
        Column("name", _exact(255), nullable=False),
        Column("artifact_id", _exact(64), ForeignKey("ms_artifacts.id", name=f"fk_{name}_artifact"), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index(f"ix_{name}_artifact", name, ["artifact_id"])


def _exact(length: int) -> String:
    return String(length).with_variant(VARCHAR(length, charset="utf8mb4", collation="utf8mb4_bin"), *_MYSQL)


def _end_columns() -> list[Column[object]]:
    return [Column("ended_at", BigInteger), Column("duration_seconds", Double), Column("error", _LONG_TEXT)]


def _process_columns() -> list[Column[object]]:
    return [
        Column("host", _exact(255)),
        Column("boot", _exact(64)),
        Column("pid", Integer),
        Column("process_started", _exact(64)),
        Column("beat_at", BigInteger),
    ]
