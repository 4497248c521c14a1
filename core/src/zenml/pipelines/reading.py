"""Sort the values that a step is called with into artifacts and parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from zenml.errors import WiringError
from zenml.models.argument_templates import Template
from zenml.names import did_you_mean
from zenml.pipelines.arguments import conflict
from zenml.pipelines.calls import StepCall, StepOutput
from zenml.pipelines.configuration_files import Given
from zenml.pipelines.configured_fields import ConfiguredFields, fields_set
from zenml.pipelines.containers import TakenApart, holds_outputs
from zenml.pipelines.element_types import items_type
from zenml.steps.base_step import BaseStep
from zenml.steps.parameters import from_plain, invalid, to_plain
from zenml.steps.signature import NOT_PLAIN, UNKNOWN, Argument, Fault, Signature


def read_call(
    name: str,
    step: BaseStep,
    args: Sequence[object],
    kwargs: Mapping[str, object],
    *,
    map_over: str = "",
    given: Mapping[str, Given] = MappingProxyType({}),
) -> StepCall:
    """Return the call of a step, with all that is wrong with its values; ``given`` are those of configuration files."""
    signature = step.signature
    values, faults = signature.bind(args, kwargs)
    reading = _Reading(name, step, signature, values, given)
    reading.read_inputs(map_over)
    return StepCall(
        name=name,
        step=step,
        signature=signature,
        inputs=reading.inputs,
        expected=reading.expected,
        parameters=reading.parameters(),
        faults=(*faults, *reading.faults),
        containers=reading.containers,
        map_over=map_over,
    )


class _Reading:
    """Read one call, and collect what is wrong with it."""

    def __init__(
        self,
        name: str,
        step: BaseStep,
        signature: Signature,
        values: Mapping[str, object],
        given: Mapping[str, Given],
    ) -> None:
        self.name = name
        self.step = step
        self.signature = signature
        self.values = values
        self.given = given
        self.faults: list[Fault] = []
        self.inputs: dict[str, StepOutput] = {}
        self.expected: dict[str, Any] = {}
        self.containers: dict[str, Template] = {}

    def read_inputs(self, map_over: str) -> None:
        for name, argument in self.signature.arguments.items():
            value = self.values.get(name)
            if isinstance(value, StepOutput):
                self.inputs[name] = value
                self.expected[name] = items_type(argument.annotation) if name == map_over else argument.annotation
            elif holds_outputs(value):
                self._take_apart(TakenApart(name, value, argument.annotation), name)

    def _take_apart(self, container: TakenApart, name: str) -> None:
        self.inputs |= container.outputs
        self.expected |= container.expected
        self.faults += container.faults
        self.containers[name] = container.template

    def parameters(self) -> dict[str, object]:
        plain = {}
        for name, argument in self.signature.arguments.items():
            value = self._plain_argument(name, argument)
            if value is not NOT_PLAIN:
                plain[name] = value
        self._refuse_context()
        self._refuse_unknown()
        return plain | self._plain_fields()

    def _plain_argument(self, name: str, argument: Argument) -> object:
        """Return the value that is a parameter, ``NOT_PLAIN`` when there is none."""
        if name in self.given:
            return self._configured_argument(name, argument, self.given[name])
        if name not in self.values:
            if argument.is_required:
                self.faults.append(Fault("gets no value", f"pass one: {self.name}({name}=...)", name))
            return argument.plain_default
        value = self.values[name]
        if name in self.inputs or name in self.containers or argument.annotation is UNKNOWN:
            return NOT_PLAIN
        return self._to_plain(value, argument)

    def _configured_argument(self, name: str, argument: Argument, given: Given) -> object:
        """Return the value that a file sets, if the code does not pass another."""
        if name in self.inputs or name in self.containers:
            problem = f"{given.place} sets it, but the code passes the output of a step"
            self.faults.append(Fault(problem, f"remove {given.key!r}", name))
            return NOT_PLAIN
        if argument.annotation is UNKNOWN:
            return NOT_PLAIN
        try:
            plain = to_plain(from_plain(given.value, argument.annotation), argument.annotation)
        except ValidationError as error:
            self.faults.append(Fault(f"{given.place}: {invalid(given.value, error).message}", "correct it there", name))
            return NOT_PLAIN
        except WiringError as error:
            self.faults.append(Fault(f"{given.place}: {error.message}", error.hint, name))
            return NOT_PLAIN
        passed = self._to_plain(self.values[name], argument) if name in self.values else plain
        if passed != plain and passed is not NOT_PLAIN:
            self.faults.append(Fault(*conflict(passed, given), name))
        return plain

    @property
    def _given_fields(self) -> dict[str, Given]:
        """Return what files set of the parameters object."""
        return {name: given for name, given in self.given.items() if name in self.signature.fields}

    def _refuse_unknown(self) -> None:
        known = [*self.signature.arguments, *self.signature.fields]
        for name, given in self.given.items():
            if name not in known:
                problem = f"{given.place}: {given.key!r} is no parameter of the step"
                self.faults.append(Fault(problem, did_you_mean(name, known) or "it takes none"))

    def _plain_fields(self) -> dict[str, object]:
        argument = self.signature.parameters
        if argument is None:
            if self.step.params is not None:
                problem = f"is configured with {type(self.step.params).__name__}, but takes no parameters object"
                self.faults.append(Fault(problem, "add an argument for it"))
            return {}
        value = self.values.get(argument.name, self.signature.parameters_object(self.step.params))
        if value is None and not self._given_fields:
            self._refuse_missing_fields(argument)
            return {}
        fields = {} if value is None else self._to_plain(value, argument)
        if not isinstance(fields, dict):
            return {}
        return self._configured_fields(argument, fields_set(value, fields)) if self._given_fields else fields

    def _configured_fields(self, argument: Argument, passed: Mapping[str, object]) -> dict[str, object]:
        is_explicit = argument.name in self.values or self.step.params is not None
        fields = ConfiguredFields(argument, passed, self._given_fields, is_explicit=is_explicit)
        self.faults += fields.faults
        return dict(fields.plain)

    def _refuse_missing_fields(self, argument: Argument) -> None:
        fields = ", ".join(f"{name}=..." for name in argument.required_fields)
        example = f"{self.name}({argument.annotation.__name__}({fields}))"
        self.faults.append(Fault("gets no value", f"configure the step: {example}", argument.name))

    def _refuse_context(self) -> None:
        context = self.signature.context
        if context is not None and context.name in self.values:
            self.faults.append(Fault("is filled by the run itself", "leave it out", context.name))

    def _to_plain(self, value: object, argument: Argument) -> object:
        if isinstance(value, StepOutput):
            problem = f"is the output of step {value.call.name!r}, not a parameters object"
            self.faults.append(Fault(problem, f"pass a {argument.annotation.__name__}", argument.name))
            return NOT_PLAIN
        try:
            return to_plain(value, argument.annotation)
        except WiringError as error:
            self.faults.append(Fault(error.message, error.hint, argument.name))
            return NOT_PLAIN
