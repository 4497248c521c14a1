"""Describe the calls of steps that a pipeline's function makes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NoReturn

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
    parameters: Mapping[str, object]
    """As plain data; the fields of the parameters object stand beside plain arguments."""
    faults: tuple[Fault, ...]


@dataclass(frozen=True, eq=False, repr=False)
class StepOutput:
    """Stand for what a step will return, while the pipeline is recorded."""

    call: StepCall
    declared: DeclaredOutput

    def __repr__(self) -> str:
        return f"<output {self.declared.name!r} of step {self.call.name!r}>"

    def __iter__(self) -> Iterator[object]:
        if self.declared.annotation is UNKNOWN:
            raise UnreadableOutputsError
        raise TypeError(
            f"step {self.call.name!r} has one output, {self.declared.name!r}; for several, "
            "annotate what it returns as tuple[Annotated[T, 'name'], ...] or Output(name=T, ...)"
        )

    def __bool__(self) -> NoReturn:
        raise TypeError(f"what step {self.call.name!r} returns is known only when it runs; decide inside a step")
