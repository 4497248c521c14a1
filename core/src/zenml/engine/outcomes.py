"""Say what became of steps and runs, and why."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from contextlib import suppress

from zenml.enums import ExecutionStatus
from zenml.errors import INTERRUPTED, TERMINATED, StepFailedError
from zenml.models.run_outcomes import gravest_failure, unfinished_steps
from zenml.models.runs import StepRecord
from zenml.redaction import words_of

_PLACE = "_zenml_place"
"""The attribute of an exception that says with which item of a list it came; pickle takes it along."""


class FarError(Exception):
    """Stand for an exception of another process that cannot be rebuilt here; its text names class and message."""


def left_undone(steps: Sequence[StepRecord]) -> list[str]:
    """Return the names of the steps that run or may still start."""
    return [step.name for step in unfinished_steps(steps)]


def state_after(error: BaseException) -> ExecutionStatus:
    """Return what an exception makes of a run or step that it ends."""
    return ExecutionStatus.STOPPED if is_stop(error) else ExecutionStatus.FAILED


def is_stop(error: BaseException) -> bool:
    """Say whether a person or the operating system asked the process to end."""
    is_exit = isinstance(error, SystemExit) and error.code in (INTERRUPTED, TERMINATED)
    return is_exit or isinstance(error, KeyboardInterrupt)


def error_text(error: BaseException) -> str:
    """Return what a record keeps of an exception: its type and message."""
    if isinstance(error, FarError):
        return str(error)
    text = error.message if isinstance(error, StepFailedError) else words_of(error)  # the former names step and error
    return f"{place}: {text}" if (place := place_of(error)) else text


def note_place(error: BaseException, place: str) -> None:
    """Let an exception, which stays of its class, know which item of a list it came with."""
    with suppress(AttributeError, TypeError):  # a class that forbids it
        setattr(error, _PLACE, place)


def place_of(error: BaseException) -> str:
    """Return what was noted, ``""`` if nothing was."""
    return str(getattr(error, _PLACE, ""))


def failure_of(run_name: str, steps: Sequence[StepRecord]) -> StepFailedError:
    """Return what is raised for a run whose steps failed in other processes; it names the first that did."""
    failed = gravest_failure(steps)
    return step_failure(run_name, failed.name, failed.error or failed.status.value)


def step_failure(run_name: str, step_name: str, reason: str) -> StepFailedError:
    """Return the error that names a failed step and says where to read more."""
    problem = f"step {step_name!r} of run {run_name!r} failed: {reason}"
    return StepFailedError(problem, hint=f"zenml pipeline runs describe {shlex.quote(run_name)}")
