"""Give artifacts names, versions, tags and an end, runs tags and an end, steps the parts of their cache key.

A migration is frozen: it says what the tables were then, so it shares nothing with ``metadata_schema``.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, String, Text, text
from sqlalchemy.dialects.mysql import LONGTEXT, VARCHAR

revision = "0002"
down_revision = "0001"

_MYSQL = ("mysql", "mariadb")
_LONG_TEXT = Text().with_variant(LONGTEXT(), *_MYSQL)
_LONGEST_NAME = 600
_EXACT_NAME = String(_LONGEST_NAME).with_variant(
    VARCHAR(_LONGEST_NAME, charset="utf8mb4", collation="utf8mb4_bin"), *_MYSQL
)
_ARTIFACTS = text(
    "SELECT a.id, r.pipeline, s.name AS step, a.name FROM ms_artifacts a"
    " JOIN ms_steps s ON s.id = a.step_id JOIN ms_runs r ON r.id = s.run_id ORDER BY a.created_at, a.id"
)
_NAME_ARTIFACT = text(
    "UPDATE ms_artifacts SET sequence = :sequence, artifact_name = :artifact_name, version = :version WHERE id = :id"
)


def upgrade() -> None:
    _add("ms_runs", Column("tags", _LONG_TEXT), Column("deleted_at", BigInteger))
    _add("ms_steps", Column("key_parts", _LONG_TEXT), Column("skip_reason", _LONG_TEXT))
    _add(
        "ms_artifacts",
        Column("sequence", BigInteger),
        Column("artifact_name", _EXACT_NAME),
        Column("version", Integer),
        Column("preview", Text),
        Column("tags", _LONG_TEXT),
        Column("deleted_at", BigInteger),
        Column("erased_at", BigInteger),
    )
    if not _is_offline():
        _name_artifacts()
    op.drop_index("ix_ms_runs_pipeline", "ms_runs")
    op.create_index("ix_ms_runs_pipeline", "ms_runs", ["pipeline", "deleted_at"])
    op.create_index("ix_ms_artifacts_sequence", "ms_artifacts", ["sequence"], unique=True)
    op.create_index("ix_ms_artifacts_name", "ms_artifacts", ["artifact_name", "version"], unique=True)
    op.create_index("ix_ms_artifacts_deleted", "ms_artifacts", ["deleted_at", "sequence"])


def _add(table: str, *columns: Column[object]) -> None:
    for column in columns:
        op.add_column(table, column)


def _is_offline() -> bool:
    """Say whether SQL is only written down, so that there are no rows to read."""
    return op.get_context().as_sql


def _name_artifacts() -> None:
    """Give each artifact, in the order in which they were made, its name, version and place."""
    connection = op.get_bind()
    versions: dict[str, int] = {}
    named: list[dict[str, object]] = []
    for sequence, row in enumerate(connection.execute(_ARTIFACTS), start=1):
        name = f"{row.pipeline}.{row.step}.{row.name}"[:_LONGEST_NAME]
        versions[name] = versions.get(name, 0) + 1
        named.append({"id": row.id, "sequence": sequence, "artifact_name": name, "version": versions[name]})
    if named:
        connection.execute(_NAME_ARTIFACT, named)
