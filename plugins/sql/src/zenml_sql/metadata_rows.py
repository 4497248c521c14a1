"""Turn the records of the core into rows, and rows into records."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import Row

from zenml.enums import ExecutionStatus
from zenml.models.deployment import InputBinding
from zenml.models.runs import ArtifactFile, ArtifactRecord, RunRecord, StepEnd, StepRecord, StepStart
from zenml.processes import ProcessIdentity
from zenml_sql.metadata_schema import artifacts, runs, steps

if TYPE_CHECKING:
    from typing_extensions import Unpack

Values: TypeAlias = dict[str, object]
"""The values of one row, by column."""
AnyRow: TypeAlias = "Row[Unpack[tuple[Any, ...]]]"

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MICROSECOND = timedelta(microseconds=1)

PROCESS_COLUMNS = ("host", "boot", "pid", "process_started")
_UNREAD = {"sequence", "start_sequence", "beat_at", "erased_at"}
RUN_COLUMNS = [column for column in runs.c if column.name not in {*_UNREAD, "deleted_at"}]
STEP_COLUMNS = [column for column in steps.c if column.name not in _UNREAD]
ARTIFACT_COLUMNS = [column for column in artifacts.c if column.name not in _UNREAD]


def microseconds(moment: datetime) -> int:
    """Return a time as the database keeps it."""
    return (moment - _EPOCH) // _MICROSECOND


def moment(microseconds: int) -> datetime:
    """Return the time that the database keeps as ``microseconds``."""
    return _EPOCH + timedelta(microseconds=microseconds)


def storable(text: str | None) -> str | None:
    """Return text that every database takes: an undecodable file name in an error message is spelled out."""
    return None if text is None else text.encode("utf-8", "backslashreplace").decode()


def run_values(run: RunRecord) -> Values:
    return {
        "id": run.id,
        "name": run.name,
        "pipeline": run.pipeline,
        "status": run.status.value,
        "stack": run.stack,
        "user": run.user,
        "project": run.project,
        "runtime_configuration": _json(run.runtime_configuration),
        "started_at": microseconds(run.started_at),
        "ended_at": _optional_microseconds(run.ended_at),
        "duration_seconds": run.duration_seconds,
        "error": storable(run.error),
        "tags": tag_text(run.tags),
        **process_values(run.process),
    }


def run_record(row: AnyRow) -> RunRecord:
    return RunRecord(
        id=row.id,
        name=row.name,
        pipeline=row.pipeline,
        status=ExecutionStatus(row.status),
        stack=row.stack,
        started_at=moment(row.started_at),
        user=row.user,
        project=row.project,
        runtime_configuration=json.loads(row.runtime_configuration),
        process=_process(row),
        ended_at=_optional_moment(row.ended_at),
        duration_seconds=row.duration_seconds,
        error=row.error,
        tags=tags_of(row.tags),
    )


def step_values(step: StepRecord) -> Values:
    return {
        "id": step.id,
        "run_id": step.run_id,
        "position": step.position,
        "name": step.name,
        "status": step.status.value,
        "source": step.source,
        "entrypoint_name": step.entrypoint_name,
        "parameters": _json(step.parameters),
        "inputs": _json({argument: (binding.step, binding.output) for argument, binding in step.inputs.items()}),
        "upstream": _json(step.upstream),
    }


def step_record(row: AnyRow) -> StepRecord:
    return StepRecord(
        id=row.id,
        run_id=row.run_id,
        name=row.name,
        position=row.position,
        status=ExecutionStatus(row.status),
        source=row.source,
        entrypoint_name=row.entrypoint_name,
        parameters=json.loads(row.parameters),
        inputs={argument: InputBinding(*binding) for argument, binding in json.loads(row.inputs).items()},
        upstream=tuple(json.loads(row.upstream)),
        started_at=_optional_moment(row.started_at),
        ended_at=_optional_moment(row.ended_at),
        duration_seconds=row.duration_seconds,
        cache_key=row.cache_key,
        log_uri=row.log_uri,
        error=row.error,
        artifact_store=row.artifact_store,
        process=_process(row),
        skip_reason=row.skip_reason,
        key_parts={} if row.key_parts is None else json.loads(row.key_parts),
    )


def start_values(start: StepStart) -> Values:
    return {
        "started_at": microseconds(start.started_at),
        "cache_key": start.cache_key,
        "artifact_store": start.artifact_store,
        "key_parts": _json(start.key_parts),
        **process_values(start.process),
    }


def end_values(end: StepEnd) -> Values:
    return {
        "status": end.status.value,
        "ended_at": microseconds(end.ended_at),
        "duration_seconds": end.duration_seconds,
        "log_uri": end.log_uri,
        "error": storable(end.error),
        "skip_reason": storable(end.skip_reason),
    }


def artifact_values(artifact: ArtifactRecord) -> Values:
    return {
        "id": artifact.id,
        "name": artifact.name,
        "run_id": artifact.run_id,
        "step_id": artifact.step_id,
        "uri": artifact.uri,
        "artifact_store": artifact.artifact_store,
        "type": artifact.type,
        "materializer": artifact.materializer,
        "files": _json([(file.name, file.size_bytes, file.sha256) for file in artifact.files]),
        "created_at": microseconds(artifact.created_at),
        "metadata": _json(artifact.metadata),
        "artifact_name": artifact.artifact_name,
        "preview": artifact.preview,
        "tags": tag_text(artifact.tags),
    }


def artifact_record(row: AnyRow) -> ArtifactRecord:
    return ArtifactRecord(
        id=row.id,
        name=row.name,
        run_id=row.run_id,
        step_id=row.step_id,
        uri=row.uri,
        artifact_store=row.artifact_store,
        type=row.type,
        materializer=row.materializer,
        files=tuple(ArtifactFile(*file) for file in json.loads(row.files)),
        created_at=moment(row.created_at),
        metadata=json.loads(row.metadata),
        artifact_name=row.artifact_name,
        version=row.version,
        preview=row.preview,
        tags=tags_of(row.tags),
        deleted_at=_optional_moment(row.deleted_at),
    )


def link_values(step_id: str, artifact_ids: Mapping[str, str]) -> list[Values]:
    """Return the rows that link a step to artifacts, by argument or output name."""
    return [
        {"step_id": step_id, "position": position, "name": name, "artifact_id": artifact_id}
        for position, (name, artifact_id) in enumerate(artifact_ids.items())
    ]


def tag_text(tags: Iterable[str]) -> str | None:
    """Return tags as the database keeps them: each once and sorted, no text at all for none."""
    return _json(sorted(set(tags))) if tags else None


def tags_of(text: str | None) -> tuple[str, ...]:
    return () if text is None else tuple(json.loads(text))


def tag_within(tag: str) -> str:
    """Return what the text of tags contains exactly if ``tag`` is among them."""
    return _json(tag)


def process_values(process: ProcessIdentity | None) -> Values:
    if process is None:
        return dict.fromkeys(PROCESS_COLUMNS)
    return dict(zip(PROCESS_COLUMNS, (process.host, process.boot, process.pid, process.started), strict=True))


def _process(row: AnyRow) -> ProcessIdentity | None:
    if row.host is None:
        return None
    return ProcessIdentity(host=row.host, boot=row.boot, pid=row.pid, started=row.process_started)


def _json(data: object) -> str:
    return json.dumps(data, separators=(",", ":"))


def _optional_microseconds(when: datetime | None) -> int | None:
    return None if when is None else microseconds(when)


def _optional_moment(microseconds: int | None) -> datetime | None:
    return None if microseconds is None else moment(microseconds)
