"""Hand a pipeline to an orchestrator that runs it on a schedule."""

from __future__ import annotations

import sys
from dataclasses import replace

from zenml.errors import ZenMLError
from zenml.models.deployment import PipelineDeployment
from zenml.models.schedule import Schedule
from zenml.models.schedule_states import ScheduleState
from zenml.orchestrators import BaseOrchestrator
from zenml.pipelines.faults import WiringFault, wiring_error
from zenml.stack.stack import Stack

_START = "zenml pipeline schedule start"


def hand_over(deployment: PipelineDeployment, schedule: Schedule, stack: Stack) -> None:
    """Let the stack's orchestrator run a deployment on a schedule, and tell when it will.

    Raises:
        WiringError: a step exists in this process only.
        ConfigurationError: the orchestrator has no schedules, or not such a one.
        ConflictError: the schedule's name is that of another pipeline's.
    """
    faults = [
        WiringFault(step.name, "", "exists only in this process", "write it at the top of a file, to schedule it")
        for step in deployment.steps
        if not step.source
    ]
    if faults:
        raise wiring_error(deployment.pipeline, faults)
    named = replace(schedule, name=schedule.name or deployment.pipeline)
    configuration = {**deployment.runtime_configuration, "schedule": named.to_plain()}
    state = stack.orchestrator.add_schedule(replace(deployment, schedule=named, runtime_configuration=configuration))
    sys.stderr.write(f"{_told(state, stack.orchestrator)}\n")


def _told(state: ScheduleState, orchestrator: BaseOrchestrator) -> str:
    when = f"next at {state.next_slot.isoformat(timespec='seconds')}" if state.next_slot else "never due again"
    words = f"{state.schedule.words}, " if state.schedule else ""
    told = f"Schedule {state.name!r} of pipeline {state.pipeline!r}: {words}{when}."
    return told if _is_alive(orchestrator) else f"{told} Nothing starts it yet: {_START}"


def _is_alive(orchestrator: BaseOrchestrator) -> bool:
    """Say whether the scheduler runs; one that another machine started may do so."""
    try:
        return orchestrator.scheduler.is_running
    except ZenMLError:
        return True
