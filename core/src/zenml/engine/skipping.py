"""Decide which steps of a run are skipped: those whose condition does not hold, and those that depend on them."""

from __future__ import annotations

from collections.abc import Iterable

from zenml.engine.artifact_flow import ArtifactFlow
from zenml.enums import ExecutionStatus
from zenml.models.conditions import judge
from zenml.models.deployment import StepDeployment
from zenml.models.runs import StepRecord
from zenml.redaction import redacted


class Skipping:
    """Know the skipped steps of a run, also those that other processes skipped before this one began."""

    def __init__(self, flow: ArtifactFlow, steps: Iterable[StepRecord]) -> None:
        self._flow = flow
        self._skipped = {step.name for step in steps if step.status is ExecutionStatus.SKIPPED}

    def note(self, name: str) -> None:
        """Remember that a step was skipped."""
        self._skipped.add(name)

    def because_of_others(self, step: StepDeployment) -> str:
        """Return why a step cannot run, ``""`` if it can: what it depends on was skipped."""
        names = [repr(name) for name in step.upstream if name in self._skipped]
        if not names:
            return ""
        return f"step {names[0]} was skipped" if len(names) == 1 else f"steps {' and '.join(names)} were skipped"

    def because_of_itself(self, step: StepDeployment) -> str:
        """Return why a step is not to run, ``""`` if it is: its condition does not hold.

        Raises:
            ZenMLError: that cannot be said; the message tells why.
        """
        if step.condition is None:
            return ""
        verdict = judge(step.condition, lambda output: self._flow.value(step, output))
        return "" if verdict.holds else redacted(verdict.because)
