"""Judge how a run ended from how its steps ended."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from zenml.enums import ExecutionStatus
from zenml.errors import StepFailedError
from zenml.models.runs import StepRecord

_BY_SERIOUSNESS = (ExecutionStatus.FAILED, ExecutionStatus.CRASHED, ExecutionStatus.STOPPED)
_STOP_CODES = (130, 143)
"""What a process exits with that Ctrl-C or SIGTERM ended."""


def run_outcome(steps: Sequence[StepRecord]) -> ExecutionStatus | None:
    """Return the final state of a run, ``None`` while a step runs or may still start.

    A run is ``cached`` when every step was: nothing was computed.
    """
    if _unfinished(steps):
        return None
    states = {step.status for step in steps}
    for status in _BY_SERIOUSNESS:
        if status in states:
            return status
    return ExecutionStatus.CACHED if states == {ExecutionStatus.CACHED} else ExecutionStatus.COMPLETED


def left_undone(steps: Sequence[StepRecord]) -> list[str]:
    """Return the names of the steps that run or may still start."""
    return [step.name for step in _unfinished(steps)]


def state_after(error: BaseException) -> ExecutionStatus:
    """Return what an exception makes of a run or step that it ends."""
    return ExecutionStatus.STOPPED if is_stop(error) else ExecutionStatus.FAILED


def is_stop(error: BaseException) -> bool:
    """Say whether a person or the operating system asked the process to end."""
    return isinstance(error, KeyboardInterrupt) or (isinstance(error, SystemExit) and error.code in _STOP_CODES)


def error_text(error: BaseException) -> str:
    """Return what a record keeps of an exception: its type and message."""
    if isinstance(error, StepFailedError):
        return error.message  # names the step, and holds what it raised
    message = str(error)
    return f"{type(error).__name__}: {message}" if message else type(error).__name__


def failure_of(run_name: str, steps: Sequence[StepRecord]) -> StepFailedError:
    """Return what is raised for a run whose steps failed in other processes; it names the first that did."""
    failed = [step for step in steps if step.status in _BY_SERIOUSNESS]
    first = min(failed, key=lambda step: _BY_SERIOUSNESS.index(step.status))
    return step_failure(run_name, first.name, first.error or first.status.value)


def step_failure(run_name: str, step_name: str, reason: str) -> StepFailedError:
    """Return the error that names a failed step and says where to read more."""
    problem = f"step {step_name!r} of run {run_name!r} failed: {reason}"
    return StepFailedError(problem, hint=f"zenml pipeline runs describe {shlex.quote(run_name)}")


def _unfinished(steps: Sequence[StepRecord]) -> list[StepRecord]:
    blocked: set[str] = set()
    unfinished = []
    for step in sorted(steps, key=lambda step: step.position):
        is_blocked = step.status is ExecutionStatus.INITIALIZING and not blocked.isdisjoint(step.upstream)
        if is_blocked or (step.status.is_final and not step.status.is_success):
            blocked.add(step.name)
        elif not step.status.is_final:
            unfinished.append(step)
    return unfinished
