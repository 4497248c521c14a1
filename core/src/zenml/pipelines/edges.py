"""Find out which steps of a pipeline wait for which, artifact or not."""

from __future__ import annotations

from collections.abc import Iterator

from zenml.pipelines.calls import StepCall
from zenml.pipelines.faults import WiringFault
from zenml.pipelines.recording import Recording
from zenml.steps.base_step import BaseStep


def steps_after(recording: Recording) -> dict[str, tuple[str, ...]]:
    """Return, for each step that ``after()`` was called on, the names of those it waits for."""
    waiting: dict[str, dict[str, None]] = {}
    for call, other in _pairs(recording):
        names = dict.fromkeys(found.name for found in recording.calls_of(other))
        waiting.setdefault(call.name, {}).update(names)
    return {name: tuple(others) for name, others in waiting.items()}


def upstream(recording: Recording, after: dict[str, tuple[str, ...]]) -> dict[str, list[str]]:
    """Return, for each step in the order of the calls, the names of all that must have succeeded before."""
    return {
        name: [output.call.name for output in call.inputs.values() if recording.has(output)] + list(after.get(name, ()))
        for name, call in recording.calls.items()
    }


def order_faults(recording: Recording) -> Iterator[WiringFault]:
    """Yield what is wrong with the uses of ``after()``."""
    for step, _ in recording.orders:
        if not recording.calls_of(step):
            yield _not_called("", f"after() is called on step {step.own_name!r}")
    for call, other in _pairs(recording):
        if not recording.calls_of(other):
            yield _not_called(call.name, f"after() mentions step {other.own_name!r}")


def _pairs(recording: Recording) -> Iterator[tuple[StepCall, BaseStep]]:
    """Yield each call with each step that it waits for; outside of the pipeline or in it, that was said."""
    for call in recording.calls.values():
        for other in call.step.waits_for:
            yield call, other
    for step, other in recording.orders:
        for call in recording.calls_of(step):
            yield call, other


def _not_called(step: str, problem: str) -> WiringFault:
    remedy = "call it in the pipeline, or leave out after()"
    return WiringFault(step, "", f"{problem}, which the pipeline does not call", remedy)
