"""Record which steps a pipeline's function calls, and with what."""

from __future__ import annotations

import inspect
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from zenml.pipelines.calls import StepCall, StepOutput, UnreadableOutputsError
from zenml.pipelines.reading import read_call
from zenml.pipelines.step_configuration import StepConfiguration
from zenml.steps.base_step import BaseStep, calls_mean
from zenml.steps.mapping import collected, items_of
from zenml.steps.signature import Fault


class Recording:
    """Be the place in which calling a step means to note the call."""

    def __init__(self, choices: StepConfiguration | None = None) -> None:
        self.choices = choices or StepConfiguration()
        self.is_complete = False
        """Whether the function came to its end."""
        self.calls: dict[str, StepCall] = {}
        self.orders: list[tuple[BaseStep, BaseStep]] = []
        """Pairs of a step and one that it waits for, although no artifact flows."""
        self._uses: dict[str, int] = {}

    def call(self, step: BaseStep, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
        """Note a call; return what stands for the step's outputs: one, a tuple or ``None``."""
        return self._note(self._read(step, args, kwargs))

    def map(self, step: BaseStep, items: object, others: Mapping[str, Any]) -> Any:
        """Note one call for each item; over an output, whose items only the run knows, one call for all of them."""
        argument = step.signature.first_argument_besides(others)
        if not argument:
            return self.call(step, (items,), others)
        if isinstance(items, StepOutput):
            return self._note(self._read(step, (), {argument: items, **others}, map_over=argument))
        each = items_of(items)
        if each is None:
            return self._note(self._unmappable(step, argument, items, others))
        return collected([self.call(step, (), {argument: item, **others}) for item in each], step.signature.returned)

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
        """Return the calls of a step, and of the copies that were made of it."""
        return [call for call in self.calls.values() if call.step.is_made_of(step)]

    def _read(self, step: BaseStep, args: Sequence[Any], kwargs: Mapping[str, Any], map_over: str = "") -> StepCall:
        name = self._free_name(step.own_name)
        chosen, faults = self.choices.applied_to(step, name)
        call = read_call(name, chosen, args, kwargs, map_over=map_over, given=self.choices.parameters_of(name))
        return replace(call, faults=(*faults, *call.faults)) if faults else call

    def _note(self, call: StepCall) -> Any:
        self.calls[call.name] = call
        outputs = tuple(StepOutput(call, declared) for declared in call.outputs)
        if call.signature.returned.is_tuple:
            return outputs
        return outputs[0] if outputs else None

    def _unmappable(self, step: BaseStep, argument: str, items: object, others: Mapping[str, Any]) -> StepCall:
        call = self._read(step, (), {argument: items, **others})
        problem = f"map() gets a {type(items).__qualname__}, which is not a list"
        fault = Fault(problem, "pass a list, or an output that is one", argument)
        return replace(call, faults=(*(each for each in call.faults if each.argument != argument), fault))

    def _adopted(self, name: str, value: object) -> object:
        if isinstance(value, type) and issubclass(value, BaseStep):
            value = value()
        return value.configured(name=name) if isinstance(value, BaseStep) else value

    def _free_name(self, name: str) -> str:
        """Return ``name``, ``name_2``, ``name_3``, …, whichever no step bears yet."""
        while True:
            count = self._uses[name] = self._uses.get(name, 0) + 1
            free = name if count == 1 else f"{name}_{count}"
            if free not in self.calls:
                return free


def record(
    function: Callable[..., object], arguments: inspect.BoundArguments, choices: StepConfiguration | None = None
) -> Recording:
    """Call a pipeline's function and return the calls of steps in it; what it raises itself passes.

    Args:
        function: the pipeline's.
        arguments: those of the function.
        choices: what is chosen for the steps outside of their code.
    """
    recording = Recording(choices)
    with calls_mean(recording), suppress(UnreadableOutputsError):
        recording.run(function, arguments)
        recording.is_complete = True
    return recording
