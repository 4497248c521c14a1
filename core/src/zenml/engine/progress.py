"""Tell the person who started a run how it goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from zenml.enums import ExecutionStatus

_ENDS = {
    ExecutionStatus.FAILED: "has failed after",
    ExecutionStatus.CRASHED: "has crashed after",
    ExecutionStatus.STOPPED: "was stopped after",
}


class Progress(Protocol):
    """Hear what happens in a run, as it happens."""

    def step_started(self, name: str) -> None: ...
    def step_ended(self, name: str, status: ExecutionStatus, seconds: float) -> None: ...
    def step_handed_over(self, name: str, operator: str, /) -> None:
        """Hear that another process runs a step, which says so itself where its output is seen."""

    def step_skipped(self, name: str, reason: str) -> None: ...
    def run_ended(self, name: str, status: ExecutionStatus, seconds: float) -> None: ...
    def note(self, line: str) -> None:
        """Hear what is in no table."""


class PlainProgress:
    """Say one line for each event."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._handed_over: set[str] = set()

    def step_started(self, name: str) -> None:
        self._say(f"Step {name} has started.")

    def step_ended(self, name: str, status: ExecutionStatus, seconds: float) -> None:
        if status is ExecutionStatus.CACHED:
            self._say(f"Using cached version of step {name}.")
        elif name not in self._handed_over:
            self._say(ending("Step", name, status, seconds))

    def step_handed_over(self, name: str, operator: str, /) -> None:
        self._handed_over.add(name)
        self._say(f"Step {name} is handed to step operator {operator}.")

    def step_skipped(self, name: str, reason: str) -> None:
        self._say(f"Step {name} is skipped: {reason}.")

    def note(self, line: str) -> None:
        self._say(line)

    def run_ended(self, name: str, status: ExecutionStatus, seconds: float) -> None:
        self._say(ending("Run", name, status, seconds))


def ending(what: str, name: str, status: ExecutionStatus, seconds: float) -> str:
    """Return the line that tells how a step or run ended."""
    return f"{what} {name} {_ENDS.get(status, 'has finished in')} {duration(seconds)}."


def duration(seconds: float) -> str:
    """Return a duration as people read it: ``0.01s``, ``12.3s``, ``2m 5s``, ``1h 2m 5s``."""
    if seconds < 9.995:
        return f"{seconds:.2f}s"
    if seconds < 59.95:
        return f"{seconds:.1f}s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}h {minutes}m {rest}s" if hours else f"{minutes}m {rest}s"
