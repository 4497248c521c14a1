"""Record which steps a pipeline's function calls, and with what."""

from __future__ import annotations

import inspect
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from zenml.pipelines.calls import StepCall, StepOutput, UnreadableOutputsError
from zenml.pipelines.reading import read_call
from zenml.steps.base_step import BaseStep, calls_mean


class Recording:
    """Be the place in which calling a step means to note the call."""

    def __init__(self) -> None:
        self.calls: dict[str, StepCall] = {}
        self.orders: list[tuple[BaseStep, BaseStep]] = []
        """Pairs of a step and one that it waits for, although no artifact flows."""
        self._uses: dict[str, int] = {}
        self._originals: dict[BaseStep, BaseStep] = {}

    def call(self, step: BaseStep, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        """Note a call; return what stands for the step's outputs: one, a tuple or ``None``."""
        call = read_call(self._free_name(step.own_name), step, args, kwargs)
        self.calls[call.name] = call
        returned = call.signature.returned
        outputs = tuple(StepOutput(call, declared) for declared in returned.outputs)
        if returned.is_tuple:
            return outputs
        return outputs[0] if outputs else None

    def order(self, step: BaseStep, others: tuple[BaseStep, ...]) -> None:
        """Note that all calls of ``step`` wait for all calls of ``others``."""
        self.orders += [(step, other) for other in others]

    def run(self, function: Callable[..., object], arguments: inspect.BoundArguments) -> object:
        """Call a pipeline's function; the steps among its arguments are named for them."""
        named = OrderedDict((name, self._adopted(name, value)) for name, value in arguments.arguments.items())
        bound = inspect.BoundArguments(arguments.signature, named)
        return function(*bound.args, **bound.kwargs)

    def has(self, output: StepOutput) -> bool:
        """Say whether an output belongs to this recording; a user may have kept one of another."""
        return self.calls.get(output.call.name) is output.call

    def calls_of(self, step: BaseStep) -> list[StepCall]:
        """Return the calls of a step, or of the copies of it that were named for an argument."""
        return [call for call in self.calls.values() if step in (call.step, self._originals.get(call.step))]

    def _adopted(self, name: str, value: object) -> object:
        if isinstance(value, type) and issubclass(value, BaseStep):
            value = value()
        if not isinstance(value, BaseStep):
            return value
        step = value.configured(name=name)
        self._originals[step] = value
        return step

    def _free_name(self, name: str) -> str:
        """Return ``name``, ``name_2``, ``name_3``, …, whichever no step bears yet."""
        while True:
            count = self._uses[name] = self._uses.get(name, 0) + 1
            free = name if count == 1 else f"{name}_{count}"
            if free not in self.calls:
                return free


def record(function: Callable[..., object], arguments: inspect.BoundArguments) -> Recording:
    """Call a pipeline's function and return the calls of steps in it; what it raises itself passes."""
    recording = Recording()
    with calls_mean(recording), suppress(UnreadableOutputsError):
        recording.run(function, arguments)
    return recording
