"""Make the records of a run that is about to begin."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from uuid import uuid4

from zenml.enums import ExecutionStatus
from zenml.models.deployment import PipelineDeployment, StepDeployment
from zenml.models.runs import RunRecord, StepRecord
from zenml.processes import ProcessIdentity


def run_record(deployment: PipelineDeployment, process: ProcessIdentity | None) -> RunRecord:
    """Return the record of a run; ``process`` is the one whose death ends it, if there is one."""
    return RunRecord(
        id=deployment.run_id,
        name=deployment.run_name,
        pipeline=deployment.pipeline,
        status=ExecutionStatus.INITIALIZING,
        stack=deployment.stack.name,
        started_at=now(),
        user=deployment.user,
        project=deployment.project,
        runtime_configuration=deployment.runtime_configuration,
        process=process,
        tags=deployment.tags,
    )


def step_records(deployment: PipelineDeployment, functions: Mapping[str, str]) -> list[StepRecord]:
    """Return the records of a run's steps, in the order of the deployment.

    ``functions`` holds the name of each step's function, for steps that no address leads to.
    """
    return [
        _step_record(deployment.run_id, position, step, functions[step.name])
        for position, step in enumerate(deployment.steps)
    ]


def now() -> datetime:
    """Return the time in UTC."""
    return datetime.now(timezone.utc)


def _step_record(run_id: str, position: int, step: StepDeployment, function: str) -> StepRecord:
    return StepRecord(
        id=str(uuid4()),
        run_id=run_id,
        name=step.name,
        position=position,
        status=ExecutionStatus.INITIALIZING,
        source=step.source,
        entrypoint_name=step.source.rpartition(":")[2].rpartition(".")[2] or function,
        parameters=step.parameters,
        inputs=step.inputs,
        upstream=step.upstream,
    )
