"""Find out which steps of a pipeline wait for which, artifact or not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zenml.pipelines.calls import StepCall
from zenml.pipelines.condition_wiring import compared_outputs
from zenml.pipelines.faults import WiringFault
from zenml.pipelines.recording import Recording
from zenml.steps.base_step import BaseStep


@dataclass(frozen=True)
class _Wait:
    """Hold what one use of ``after()`` means for one call: which calls it waits for."""

    call: StepCall
    other: BaseStep
    """What was named."""
    calls: Sequence[StepCall]
    """Those of it and of its copies."""


def steps_after(recording: Recording) -> dict[str, tuple[str, ...]]:
    """Return, for each step that ``after()`` was called on, the names of those it waits for."""
    waiting: dict[str, dict[str, None]] = {}
    for wait in _waits(recording):
        waiting.setdefault(wait.call.name, {}).update(dict.fromkeys(found.name for found in wait.calls))
    return {name: tuple(others) for name, others in waiting.items()}


def upstream(recording: Recording, after: dict[str, tuple[str, ...]]) -> dict[str, list[str]]:
    """Return, for each step in the order of the calls, the names of all that must have succeeded before."""
    return {
        name: [output.call.name for output in (*call.inputs.values(), *compared_outputs(call)) if recording.has(output)]
        + list(after.get(name, ()))
        for name, call in recording.calls.items()
    }


def order_faults(recording: Recording) -> Iterator[WiringFault]:
    """Yield what is wrong with the uses of ``after()``."""
    for step, _ in recording.orders:
        if not recording.calls_of(step):
            yield _not_called("", f"after() is called on step {step.own_name!r}")
    for wait in _waits(recording):
        if not wait.calls:
            yield _not_called(wait.call.name, f"after() mentions step {wait.other.own_name!r}")


def _waits(recording: Recording) -> Iterator[_Wait]:
    """Yield what every use of ``after()`` means, be it outside of the pipeline or in it."""
    for call in recording.calls.values():
        for other in call.step.waits_for:
            yield from _waits_of(recording, [call], _first_to_wait(call.step, other), other)
    for step, other in recording.orders:
        yield from _waits_of(recording, recording.calls_of(step), step, other)


def _waits_of(recording: Recording, calls: Sequence[StepCall], step: BaseStep, other: BaseStep) -> Iterator[_Wait]:
    """Yield which calls of a step wait for which calls of another; if one is a copy of the other, not for itself."""
    others = recording.calls_of(other)
    if step is not other and step.is_made_of(other):
        others = [found for found in others if not found.step.is_made_of(step)]
    elif step is not other and other.is_made_of(step):
        calls = [call for call in calls if not call.step.is_made_of(other)]
    yield from (_Wait(call, other, others) for call in calls)


def _first_to_wait(step: BaseStep, other: BaseStep) -> BaseStep:
    """Return the step that was told to wait, of which ``step`` may be a copy."""
    while step.origin is not None and other in step.origin.waits_for:
        step = step.origin
    return step


def _not_called(step: str, problem: str) -> WiringFault:
    remedy = "call it in the pipeline, or leave out after()"
    return WiringFault(step, "", f"{problem}, which the pipeline does not call", remedy)
