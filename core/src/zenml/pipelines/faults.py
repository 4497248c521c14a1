"""Tell every fault of a pipeline in one error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zenml.errors import WiringError


@dataclass(frozen=True)
class WiringFault:
    """Say what is wrong with a step's place in a pipeline, and what to do about it."""

    step: str
    """Empty when the fault is the pipeline's own."""
    argument: str
    problem: str
    remedy: str

    @property
    def line(self) -> str:
        """Return where the fault is and what it is."""
        step = f"step {self.step!r}" if self.step else ""
        argument = f"argument {self.argument!r}" if self.argument else ""
        place = ", ".join(filter(None, (step, argument)))
        return f"{place}: {self.problem}" if place else self.problem


def wiring_error(pipeline: str, faults: Sequence[WiringFault]) -> WiringError:
    """Return the error that tells all ``faults``; a single one stands on one line."""
    start = f"pipeline {pipeline!r} cannot run"
    if len(faults) == 1:
        return WiringError(f"{start}: {faults[0].line}", hint=faults[0].remedy)
    lines = [f"{fault.line} ({fault.remedy})" if fault.remedy else fault.line for fault in faults]
    return WiringError("\n  ".join([f"{start}, {len(faults)} faults:", *lines]))
