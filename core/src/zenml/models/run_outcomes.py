"""Judge how a run ended from how its steps ended."""

from __future__ import annotations

from collections.abc import Sequence

from zenml.enums import ExecutionStatus
from zenml.models.runs import StepRecord

_BY_SERIOUSNESS = (ExecutionStatus.FAILED, ExecutionStatus.CRASHED, ExecutionStatus.STOPPED)


def run_outcome(steps: Sequence[StepRecord]) -> ExecutionStatus | None:
    """Return the final state of a run, ``None`` while a step runs or may still start.

    A run is ``cached`` when every step was: nothing was computed. Steps that were skipped do not spoil a run.
    """
    if unfinished_steps(steps):
        return None
    states = {step.status for step in steps}
    for status in _BY_SERIOUSNESS:
        if status in states:
            return status
    return ExecutionStatus.CACHED if states == {ExecutionStatus.CACHED} else ExecutionStatus.COMPLETED


def unfinished_steps(steps: Sequence[StepRecord]) -> list[StepRecord]:
    """Return the steps that run or may still start: none that a failed one keeps from it.

    What depends on a skipped step may still start, to be skipped as well.
    """
    blocked: set[str] = set()
    unfinished = []
    for step in sorted(steps, key=lambda step: step.position):
        is_blocked = step.status is ExecutionStatus.INITIALIZING and not blocked.isdisjoint(step.upstream)
        if is_blocked or step.status in _BY_SERIOUSNESS:
            blocked.add(step.name)
        elif not step.status.is_final:
            unfinished.append(step)
    return unfinished


def gravest_failure(steps: Sequence[StepRecord]) -> StepRecord:
    """Return the step, of those that failed, crashed or were stopped, that decides how its run ended."""
    failed = [step for step in steps if step.status in _BY_SERIOUSNESS]
    return min(failed, key=lambda step: _BY_SERIOUSNESS.index(step.status))
