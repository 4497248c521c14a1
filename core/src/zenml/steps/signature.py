"""Describe what a step takes and returns."""

from __future__ import annotations

import inspect
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, get_origin

from zenml.engine.context import StepContext
from zenml.errors import WiringError
from zenml.names import did_you_mean
from zenml.steps.outputs import DeclaredOutputs
from zenml.steps.parameters import BaseParameters, to_plain

UNKNOWN = object()
"""The annotation of an argument or output that has none, or none that can be evaluated."""
NOT_PLAIN = object()
"""What stands in the place of a value that plain data cannot hold, or that is not there."""


@dataclass(frozen=True)
class Fault:
    """Say what is wrong with a step, and what to do about it."""

    problem: str
    remedy: str
    argument: str = ""


@dataclass(frozen=True)
class Argument:
    """Describe one argument of a step, whether an artifact or a raw value will arrive in it."""

    name: str
    annotation: Any
    default: object = inspect.Parameter.empty

    @property
    def is_required(self) -> bool:
        return self.default is inspect.Parameter.empty

    @property
    def is_context(self) -> bool:
        return _is_class(self.annotation) and issubclass(self.annotation, StepContext)

    @property
    def is_parameters(self) -> bool:
        return _is_class(self.annotation) and issubclass(self.annotation, BaseParameters)

    @property
    def required_fields(self) -> list[str]:
        """Return which fields of a parameters object have no default."""
        return [name for name, field in self.annotation.model_fields.items() if field.is_required()]

    @cached_property
    def plain_default(self) -> object:
        """Return the default as plain data; ``NOT_PLAIN`` leaves it to the function, which has it anyway."""
        if self.is_required or self.annotation is UNKNOWN:
            return NOT_PLAIN
        try:
            return to_plain(self.default, self.annotation)
        except WiringError:
            return NOT_PLAIN


@dataclass(frozen=True)
class Signature:
    """Describe what a step takes and returns, and what is wrong with that."""

    arguments: Mapping[str, Argument]
    """Those that a pipeline fills: artifacts and raw values."""
    parameters: Argument | None
    """The one that takes a ``BaseParameters``."""
    context: Argument | None
    """The one that takes the ``StepContext``."""
    returned: DeclaredOutputs
    faults: tuple[Fault, ...]
    declaration: inspect.Signature

    @property
    def fields(self) -> list[str]:
        """Return the names of the fields of the parameters object."""
        return list(self.parameters.annotation.model_fields) if self.parameters else []

    def parameters_object(self, configured: BaseParameters | None) -> object:
        """Return what the step was configured with, else the argument's default, else an object of defaults alone.

        ``None`` if there is no such argument, or a field without default.
        """
        argument = self.parameters
        if argument is None or configured is not None:
            return configured
        if not argument.is_required:
            return argument.default
        return None if argument.required_fields else argument.annotation()

    def first_argument_besides(self, names: Container[str]) -> str:
        """Return the first argument that a pipeline fills and that is none of these, ``""`` if there is none."""
        return next((name for name in self.arguments if name not in names), "")

    def bind(
        self, positional: Sequence[object], named: Mapping[str, object]
    ) -> tuple[dict[str, object], tuple[Fault, ...]]:
        """Assign the values of a call to arguments, and say which have no place.

        The argument for parameters and the one for the context take only values of their own type, so that
        a configured step is called with its inputs alone.
        """
        values, surplus = self._assign_in_order(positional)
        faults = [self._surplus(len(positional))] if surplus else []
        for name, value in named.items():
            if name in values:
                faults.append(Fault("gets two values", "pass it once", name))
            elif name in self.declaration.parameters:
                values[name] = value
            else:
                remedy = did_you_mean(name, self.arguments) or "the step takes no input"
                faults.append(Fault("is unknown", remedy, name))
        return values, tuple(faults)

    def _assign_in_order(self, positional: Sequence[object]) -> tuple[dict[str, object], bool]:
        """Assign values by position; also say whether some are left over."""
        values: dict[str, object] = {}
        left = list(reversed(positional))
        for name in self.declaration.parameters:
            if left and self._accepts_in_order(name, left[-1]):
                values[name] = left.pop()
        return values, bool(left)

    def _accepts_in_order(self, name: str, value: object) -> bool:
        if self.parameters is not None and name == self.parameters.name:
            return isinstance(value, BaseParameters)
        if self.context is not None and name == self.context.name:
            return isinstance(value, StepContext)
        return self.declaration.parameters[name].kind is not inspect.Parameter.KEYWORD_ONLY

    def _surplus(self, count: int) -> Fault:
        inputs = ", ".join(self.arguments) or "none"
        return Fault(f"gets {count} positional values, more than it takes", f"its inputs are: {inputs}")


def _is_class(annotation: object) -> bool:
    # Python 3.10 takes list[int] for a type too.
    return isinstance(annotation, type) and get_origin(annotation) is None
