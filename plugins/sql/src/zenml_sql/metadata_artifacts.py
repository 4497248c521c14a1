"""Ask for artifacts by name, version, tag and use, and end them: first in the database, then on disk.

An artifact that is deleted is found no more from the moment of the commit; that its files are gone is noted
when they are. Whoever dies in between leaves an artifact that is deleted and not erased, which the next
pruning finds.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, bindparam, exists, func, or_, select, update

from zenml.errors import ConflictError
from zenml.models.runs import ArtifactFilter, ArtifactRecord, Page
from zenml_sql.dialects import DatabaseNow
from zenml_sql.metadata_reading import part_of
from zenml_sql.metadata_rows import ARTIFACT_COLUMNS, Values, artifact_record, artifact_values
from zenml_sql.metadata_schema import artifacts, is_unfinished, runs, step_inputs, step_outputs, steps
from zenml_sql.metadata_tags import has_tag

_S = TypeVar("_S", bound=Select[Any])

_NOT_DELETED = artifacts.c.deleted_at.is_(None)
_ARTIFACTS = select(*ARTIFACT_COLUMNS)
_NUMBER_OF_ARTIFACTS = select(func.count()).select_from(artifacts)
_NEWEST_VERSIONS = (
    select(artifacts.c.artifact_name, func.max(artifacts.c.version))
    .where(artifacts.c.artifact_name.in_(bindparam("names", expanding=True)))
    .group_by(artifacts.c.artifact_name)
)
_LAST_SEQUENCE = select(func.coalesce(func.max(artifacts.c.sequence), 0))
_UNFINISHED_RUN = select(runs.c.name).where(is_unfinished(runs)).order_by(runs.c.sequence).limit(1)


def _is_linked_by(links: Table) -> ColumnElement[bool]:
    """Say that a step of a run that was not deleted has an artifact among ``links``."""
    return exists(
        select(links.c.step_id)
        .join(steps, steps.c.id == links.c.step_id)
        .join(runs, runs.c.id == steps.c.run_id)
        .where(links.c.artifact_id == artifacts.c.id, runs.c.deleted_at.is_(None))
    )


_IS_REFERENCED = or_(_is_linked_by(step_outputs), _is_linked_by(step_inputs))
_UNERASED = _ARTIFACTS.where(~_NOT_DELETED, artifacts.c.erased_at.is_(None)).order_by(
    artifacts.c.deleted_at, artifacts.c.sequence
)
_DELETE = update(artifacts).where(_NOT_DELETED).values(deleted_at=DatabaseNow())
_DELETE_ONE = _DELETE.where(artifacts.c.id == bindparam("its_id"))
_DELETE_UNREFERENCED = _DELETE.where(~_IS_REFERENCED)
_NOTE_ERASED = (
    update(artifacts)
    .where(artifacts.c.id == bindparam("its_id"), artifacts.c.deleted_at.is_not(None))
    .values(erased_at=DatabaseNow())
)


def new_artifact_values(connection: Connection, made: Iterable[ArtifactRecord]) -> list[Values]:
    """Return the rows of new artifacts: each the next version of its name, and behind all others."""
    rows = [artifact_values(artifact) for artifact in made]
    if not rows:
        return rows
    names = sorted({str(row["artifact_name"]) for row in rows})
    newest = connection.execute(_NEWEST_VERSIONS, {"names": names})
    versions: dict[str, int] = {name: version for name, version in newest}  # noqa: C416 - a Row is no tuple to mypy
    last = connection.execute(_LAST_SEQUENCE).scalar_one()
    for sequence, row in enumerate(rows, start=last + 1):
        name = str(row["artifact_name"])
        versions[name] = versions.get(name, 0) + 1
        row.update(sequence=sequence, version=versions[name])
    return rows


def list_artifacts(connection: Connection, where: ArtifactFilter, page: Page) -> list[ArtifactRecord]:
    order = artifacts.c.sequence.desc() if page.newest_first else artifacts.c.sequence
    statement = _matching(_ARTIFACTS, where).order_by(order)
    return [artifact_record(row) for row in connection.execute(part_of(statement, page))]


def count_artifacts(connection: Connection, where: ArtifactFilter) -> int:
    return connection.execute(_matching(_NUMBER_OF_ARTIFACTS, where)).scalar_one()


def unerased_artifacts(connection: Connection) -> list[ArtifactRecord]:
    return [artifact_record(row) for row in connection.execute(_UNERASED)]


def delete_artifact(connection: Connection, artifact_id: str) -> bool:
    return connection.execute(_DELETE_ONE, {"its_id": artifact_id}).rowcount == 1


def delete_unreferenced_artifacts(connection: Connection) -> int:
    """Delete what nothing refers to, unless a run is under way, which may be about to refer to it."""
    unfinished = connection.execute(_UNFINISHED_RUN).scalar()
    if unfinished is not None:
        raise ConflictError(
            f"run {unfinished!r} has not ended and may be about to use an artifact that nothing else refers to",
            hint="wait for it, or stop it: zenml pipeline runs stop",
        )
    return connection.execute(_DELETE_UNREFERENCED).rowcount


def note_erased(connection: Connection, artifact_id: str) -> None:
    connection.execute(_NOTE_ERASED, {"its_id": artifact_id})


def _matching(statement: _S, where: ArtifactFilter) -> _S:
    columns = {"artifact_name": where.artifact_name, "version": where.version, "run_id": where.run_id}
    conditions = [artifacts.c[column] == value for column, value in columns.items() if value is not None]
    if where.tag is not None:
        conditions.append(has_tag(artifacts, where.tag))
    if where.is_referenced is not None:
        conditions.append(_IS_REFERENCED if where.is_referenced else ~_IS_REFERENCED)
    return statement.where(and_(_NOT_DELETED, *conditions))
