"""Build records of runs, and open the stores that the tests of this package write them to."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

from zenml.enums import ExecutionStatus
from zenml.models.deployment import InputBinding
from zenml.models.runs import ArtifactFile, ArtifactRecord, RunRecord, StepEnd, StepRecord, StepStart
from zenml.processes import ProcessIdentity, current_process
from zenml_sql.metadata_store import SQLiteMetadataStore

NOON = datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=timezone.utc)
STORE = "0c6c4a5e-artifact-store"
DEAD = ProcessIdentity(host=current_process().host, boot=current_process().boot, pid=1, started="-1")


def open_store(path: Path) -> SQLiteMetadataStore:
    return SQLiteMetadataStore(name="history", uri=f"sqlite:///{path}")


def a_run(
    name: str = "first",
    *,
    pipeline: str = "training",
    status: ExecutionStatus = ExecutionStatus.INITIALIZING,
    stack: str = "default",
    user: str = "default",
    project: str | None = None,
    process: ProcessIdentity | None = None,
    tags: tuple[str, ...] = (),
) -> RunRecord:
    return RunRecord(
        id=f"id-of-{name}",
        name=name,
        pipeline=pipeline,
        status=status,
        stack=stack,
        started_at=NOON,
        user=user,
        project=project,
        process=process,
        tags=tags,
    )


def steps_of(run: RunRecord, *names: str) -> list[StepRecord]:
    """Return steps of which each reads the output of the one before."""
    return [
        StepRecord(
            id=f"{run.name}/{name}",
            run_id=run.id,
            name=name,
            position=position,
            status=ExecutionStatus.INITIALIZING,
            source=f"steps:{name}",
            entrypoint_name=name,
            parameters={"gamma": 0.01},
            inputs={"data": InputBinding(names[position - 1], "output")} if position else {},
            upstream=(names[position - 1],) if position else (),
        )
        for position, name in enumerate(names)
    ]


def an_artifact(
    step: StepRecord, output: str = "output", *, pipeline: str = "training", version: int = 1
) -> ArtifactRecord:
    """Return what a step made; ``version`` is the one that the store gives the first of its name."""
    return ArtifactRecord(
        id=f"{step.id}/{output}",
        name=output,
        run_id=step.run_id,
        step_id=step.id,
        uri=f"runs/{step.run_id}/{step.name}/{output}",
        artifact_store=STORE,
        type="builtins:int",
        materializer="zenml.materializers.scalars:ScalarMaterializer",
        files=(ArtifactFile("data.json", 2, "73475cb40a568e8da8a045ced110137e159f890ac4da883b6b17dc651b3a8049"),),
        created_at=NOON,
        metadata={"shape": [2, 3]},
        artifact_name=f"{pipeline}.{step.name}.{output}",
        version=version,
        preview=".preview.txt",
    )


def start_of(step: StepRecord, *, cache_key: str = "key", inputs: dict[str, str] | None = None) -> StepStart:
    return StepStart(
        step_id=step.id,
        started_at=NOON,
        process=current_process(),
        cache_key=cache_key,
        artifact_store=STORE,
        inputs=inputs or {},
        key_parts={"code": "0a1b2c3d"},
    )


def end_of(
    step: StepRecord,
    status: ExecutionStatus = ExecutionStatus.COMPLETED,
    *,
    artifacts: tuple[ArtifactRecord, ...] = (),
    outputs: dict[str, str] | None = None,
) -> StepEnd:
    """End a step with new artifacts as its outputs, or with ``outputs`` of an earlier one."""
    return StepEnd(
        step_id=step.id,
        status=status,
        ended_at=NOON + timedelta(seconds=2),
        duration_seconds=1.5,
        outputs={artifact.name: artifact.id for artifact in artifacts} if outputs is None else outputs,
        artifacts=artifacts,
        log_uri=f"runs/{step.run_id}/{step.name}/logs",
    )


def record_whole_run(store: SQLiteMetadataStore, name: str) -> None:
    """Write a run of two steps from its beginning to its end."""
    run = a_run(name)
    first, second = steps = steps_of(run, "load", "train")
    artifact = an_artifact(first)
    store.create_run(run, steps)
    store.start_run(run.id)
    store.start_step(start_of(first))
    store.finish_step(end_of(first, artifacts=(artifact,)))
    store.start_step(start_of(second, inputs={"data": artifact.id}))
    store.finish_step(end_of(second))
    store.finish_run(run.id, ExecutionStatus.COMPLETED)
