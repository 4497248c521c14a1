"""Ask what is remembered: each function is one statement, which sees one state of the database."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, Table, bindparam, func, not_, or_, select

from zenml.enums import ExecutionStatus
from zenml.models.runs import ArtifactRecord, Page, RunFilter, RunRecord, StepRecord
from zenml_sql.dialects import DatabaseNow
from zenml_sql.metadata_rows import (
    ARTIFACT_COLUMNS,
    RUN_COLUMNS,
    STEP_COLUMNS,
    AnyRow,
    artifact_record,
    run_record,
    step_record,
)
from zenml_sql.metadata_schema import artifacts, is_unfinished, runs, step_inputs, step_outputs, steps
from zenml_sql.metadata_tags import has_tag

_S = TypeVar("_S", bound=Select[Any])

_NOT_DELETED = runs.c.deleted_at.is_(None)
_RUNS = select(*RUN_COLUMNS)
_OLDEST_FIRST = _RUNS.order_by(runs.c.sequence)
_NEWEST_FIRST = _RUNS.order_by(runs.c.sequence.desc())
_NUMBER_OF_RUNS = select(func.count()).select_from(runs)
_RUN_BY_NAME_OR_ID = _RUNS.where(
    or_(runs.c.id == bindparam("name_or_id"), runs.c.name == bindparam("name_or_id")), _NOT_DELETED
)
_SILENT_RUNS = (
    select(*RUN_COLUMNS, (DatabaseNow() - runs.c.beat_at).label("silence"))
    .where(is_unfinished(runs), runs.c.host.is_not(None))
    .order_by(runs.c.sequence)
)
_SILENT_STEPS = (
    select(*STEP_COLUMNS, (DatabaseNow() - steps.c.beat_at).label("silence"))
    .join(runs, runs.c.id == steps.c.run_id)
    .where(is_unfinished(runs), runs.c.host.is_(None), steps.c.status == ExecutionStatus.RUNNING.value)
    .order_by(runs.c.sequence, steps.c.position)
)
_PIPELINES = select(runs.c.pipeline).where(_NOT_DELETED).distinct().order_by(runs.c.pipeline)
_STEP = select(*STEP_COLUMNS).where(steps.c.id == bindparam("step_id"))
_STEPS = (
    select(*STEP_COLUMNS)
    .where(steps.c.run_id == bindparam("run_id"))
    # Where a database sorts NULL first, those that have not started would be.
    .order_by(steps.c.start_sequence.is_(None), steps.c.start_sequence, steps.c.position)
)
_ARTIFACT = select(*ARTIFACT_COLUMNS).where(artifacts.c.id == bindparam("artifact_id"))
_CONSUMERS = (
    select(*STEP_COLUMNS)
    .join(runs, runs.c.id == steps.c.run_id)
    # One that reads it twice is one consumer.
    .where(
        steps.c.id.in_(select(step_inputs.c.step_id).where(step_inputs.c.artifact_id == bindparam("artifact_id"))),
        _NOT_DELETED,
    )
    .order_by(steps.c.start_sequence)
)
_STEP_AND_PIPELINE = (
    select(steps.c.name, runs.c.pipeline, runs.c.sequence)
    .join(runs, runs.c.id == steps.c.run_id)
    .where(steps.c.id == bindparam("step_id"))
)
_PREVIOUS_COMPLETION = (
    select(*STEP_COLUMNS)
    .join(runs, runs.c.id == steps.c.run_id)
    .where(
        runs.c.pipeline == bindparam("pipeline"),
        runs.c.sequence < bindparam("sequence"),
        _NOT_DELETED,
        steps.c.name == bindparam("name"),
        steps.c.status == ExecutionStatus.COMPLETED.value,
    )
    .order_by(runs.c.sequence.desc())
    .limit(1)
)
_MICROSECONDS = 1_000_000


def _linked_artifacts(links: Table) -> Select[Any]:
    return (
        select(links.c.name.label("link"), *ARTIFACT_COLUMNS)
        .join(artifacts, artifacts.c.id == links.c.artifact_id)
        .where(links.c.step_id == bindparam("step_id"))
        .order_by(links.c.position)
    )


def _cached_outputs() -> Select[Any]:
    """Select the outputs of the newest completed step with a cache key; without outputs, one row of NULLs."""
    newest = (
        select(steps.c.id)
        .where(
            steps.c.cache_key == bindparam("cache_key"),
            steps.c.status == ExecutionStatus.COMPLETED.value,
            steps.c.artifact_store == bindparam("artifact_store"),
        )
        .order_by(steps.c.start_sequence.desc())
        .limit(1)
        .subquery("newest")
    )
    return (
        select(step_outputs.c.name.label("link"), *ARTIFACT_COLUMNS)
        .select_from(newest)
        .outerjoin(step_outputs, step_outputs.c.step_id == newest.c.id)
        .outerjoin(artifacts, artifacts.c.id == step_outputs.c.artifact_id)
        .order_by(step_outputs.c.position)
    )


_INPUTS = _linked_artifacts(step_inputs)
_OUTPUTS = _linked_artifacts(step_outputs)
_CACHED_OUTPUTS = _cached_outputs()


def part_of(statement: _S, page: Page) -> _S:
    """Return the statement for one page; the first one without a limit is all there is."""
    is_all = page.limit is None and not page.offset
    return statement if is_all else statement.limit(page.limit).offset(page.offset)


def list_runs(connection: Connection, where: RunFilter, page: Page) -> list[RunRecord]:
    statement = _matching(_NEWEST_FIRST if page.newest_first else _OLDEST_FIRST, where)
    return [run_record(row) for row in connection.execute(part_of(statement, page))]


def count_runs(connection: Connection, where: RunFilter) -> int:
    return connection.execute(_matching(_NUMBER_OF_RUNS, where)).scalar_one()


def get_run(connection: Connection, name_or_id: str) -> RunRecord | None:
    """Return a run; should one bear another's id as its name, the id wins."""
    found = [run_record(row) for row in connection.execute(_RUN_BY_NAME_OR_ID, {"name_or_id": name_or_id})]
    return min(found, key=lambda run: run.id != name_or_id, default=None)


def silent_runs(connection: Connection) -> list[tuple[RunRecord, float]]:
    return [(run_record(row), row.silence / _MICROSECONDS) for row in connection.execute(_SILENT_RUNS)]


def silent_steps(connection: Connection) -> list[tuple[StepRecord, float]]:
    return [(step_record(row), row.silence / _MICROSECONDS) for row in connection.execute(_SILENT_STEPS)]


def list_pipelines(connection: Connection) -> list[str]:
    return list(connection.execute(_PIPELINES).scalars())


def list_steps(connection: Connection, run_id: str) -> list[StepRecord]:
    return [step_record(row) for row in connection.execute(_STEPS, {"run_id": run_id})]


def get_step(connection: Connection, step_id: str) -> StepRecord | None:
    row = connection.execute(_STEP, {"step_id": step_id}).one_or_none()
    return None if row is None else step_record(row)


def previous_completion(connection: Connection, step_id: str) -> StepRecord | None:
    step = connection.execute(_STEP_AND_PIPELINE, {"step_id": step_id}).mappings().one_or_none()
    row = None if step is None else connection.execute(_PREVIOUS_COMPLETION, dict(step)).one_or_none()
    return None if row is None else step_record(row)


def get_artifact(connection: Connection, artifact_id: str) -> ArtifactRecord | None:
    row = connection.execute(_ARTIFACT, {"artifact_id": artifact_id}).one_or_none()
    return None if row is None else artifact_record(row)


def consumers_of(connection: Connection, artifact_id: str) -> list[StepRecord]:
    return [step_record(row) for row in connection.execute(_CONSUMERS, {"artifact_id": artifact_id})]


def input_artifacts(connection: Connection, step_id: str) -> dict[str, ArtifactRecord]:
    return _by_link(connection.execute(_INPUTS, {"step_id": step_id}).all())


def output_artifacts(connection: Connection, step_id: str) -> dict[str, ArtifactRecord]:
    return _by_link(connection.execute(_OUTPUTS, {"step_id": step_id}).all())


def cached_outputs(connection: Connection, cache_key: str, artifact_store: str) -> dict[str, ArtifactRecord] | None:
    key = {"cache_key": cache_key, "artifact_store": artifact_store}
    rows = connection.execute(_CACHED_OUTPUTS, key).all()
    if not rows or any(row.deleted_at is not None for row in rows):
        return None
    return _by_link([row for row in rows if row.link is not None])


def _by_link(rows: Iterable[AnyRow]) -> dict[str, ArtifactRecord]:
    return {row.link: artifact_record(row) for row in rows}


def _matching(statement: _S, where: RunFilter) -> _S:
    columns = {name: value for name, value in vars(where).items() if name not in {"tag", "is_deleted"}}
    conditions = [runs.c[column] == value for column, value in columns.items() if value is not None]
    if where.tag is not None:
        conditions.append(has_tag(runs, where.tag))
    return statement.where(not_(_NOT_DELETED) if where.is_deleted else _NOT_DELETED, *conditions)
