"""Describe the calls of steps that a pipeline's function makes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

from zenml.models.argument_templates import Template
from zenml.pipelines.assignability import type_class
from zenml.pipelines.conditions import Comparable
from zenml.pipelines.element_types import list_type
from zenml.steps.base_step import BaseStep
from zenml.steps.outputs import DeclaredOutput
from zenml.steps.signature import UNKNOWN, Fault, Signature


class UnreadableOutputsError(Exception):
    """End the recording where it needs to know the outputs of a step whose annotation is faulty."""


@dataclass(frozen=True, eq=False)
class StepCall:
    """Describe one call of a step."""

    name: str
    step: BaseStep
    signature: Signature
    inputs: Mapping[str, StepOutput]
    """By argument, or by the place in an argument: ``models[0]``."""
    expected: Mapping[str, Any]
    """What each of the inputs is annotated with."""
    parameters: Mapping[str, object]
    """As plain data; the fields of the parameters object stand beside plain arguments."""
    faults: tuple[Fault, ...]
    containers: Mapping[str, Template] = field(default_factory=dict)
    """How arguments that hold outputs in a container are put together."""
    map_over: str = ""
    """The argument that takes one item after the other of the list that it is given."""

    @property
    def outputs(self) -> tuple[DeclaredOutput, ...]:
        """Return what it returns: lists of what the step declares, where it is mapped over a list."""
        declared = self.signature.returned.outputs
        if not self.map_over:
            return declared
        return tuple(DeclaredOutput(output.name, list_type(output.annotation)) for output in declared)


@dataclass(frozen=True, eq=False, repr=False)
class StepOutput(Comparable):
    """Stand for what a step will return, while the pipeline is recorded."""

    call: StepCall
    declared: DeclaredOutput

    def __repr__(self) -> str:
        return f"<output {self.declared.name!r} of step {self.call.name!r}>"

    def __iter__(self) -> Iterator[object]:
        if self.declared.annotation is UNKNOWN:
            raise UnreadableOutputsError
        each = "to call a step for each of its items, write step.map(); " if self._is_list else ""
        raise TypeError(
            f"step {self.call.name!r} has one output, {self.declared.name!r}; {each}for several, "
            "annotate what it returns as tuple[Annotated[T, 'name'], ...] or Output(name=T, ...)"
        )

    @property
    def _is_list(self) -> bool:
        return type_class(self.declared.annotation) in (list, tuple, Sequence)

    def __bool__(self) -> NoReturn:
        raise TypeError(f"what step {self.call.name!r} returns is known only when it runs; write step.when(…)")
