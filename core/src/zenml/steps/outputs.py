"""Read the named outputs of a step from its return annotation."""

from __future__ import annotations

import dis
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import NoneType
from typing import Annotated, Any, NoReturn, get_args, get_origin

from zenml.errors import WiringError
from zenml.models.deployment import ONLY_OUTPUT


class Output:
    """Name and type several outputs of a step: ``def importer() -> Output(X=np.ndarray, y=np.ndarray)``.

    The same for type checkers: ``-> tuple[Annotated[np.ndarray, "X"], Annotated[np.ndarray, "y"]]``.
    """

    def __init__(self, **types: Any) -> None:
        self.types: Mapping[str, Any] = types

    def __call__(self) -> None:
        """Satisfy ``typing`` of Python 3.10, which evaluates only annotations that can be called."""
        raise TypeError("Output(…) only annotates what a step returns")


@dataclass(frozen=True)
class DeclaredOutput:
    """Describe one output as its step declares it."""

    name: str
    annotation: Any


@dataclass(frozen=True)
class DeclaredOutputs:
    """Describe what a step returns."""

    outputs: tuple[DeclaredOutput, ...]
    is_tuple: bool
    """Whether the step returns its outputs in a tuple, which holds for a tuple of one, too."""


NO_OUTPUTS = DeclaredOutputs((), is_tuple=False)


def read_outputs(annotation: Any) -> DeclaredOutputs:
    """Return the outputs that a return annotation declares.

    Raises:
        WiringError: a tuple has names for some of its outputs only, uses one twice, or is of unknown length.
    """
    if annotation in (None, NoneType, NoReturn):
        return NO_OUTPUTS
    if isinstance(annotation, Output):
        named = tuple(DeclaredOutput(name, type_) for name, type_ in annotation.types.items())
        return DeclaredOutputs(named, is_tuple=len(named) > 1)
    if get_origin(annotation) is tuple and any(map(_name_in, get_args(annotation))):
        return DeclaredOutputs(_named_elements(get_args(annotation)), is_tuple=True)
    return DeclaredOutputs((DeclaredOutput(_name_in(annotation) or ONLY_OUTPUT, annotation),), is_tuple=False)


def never_returns_a_value(function: Callable[..., object]) -> bool:
    """Say whether a function without return annotation needs none, as each ``return`` in it stands alone.

    Looked up in the byte code: code that was typed into a prompt has no source.
    """
    code = getattr(inspect.unwrap(function), "__code__", None)
    if code is None or inspect.isgeneratorfunction(function):
        return False
    instructions = list(dis.get_instructions(code))
    return all(map(_returns_none_if_anything, instructions, [None, *instructions]))


def _returns_none_if_anything(instruction: dis.Instruction, previous: dis.Instruction | None) -> bool:
    if instruction.opname == "RETURN_CONST":
        return instruction.argval is None
    if instruction.opname != "RETURN_VALUE":
        return True
    return previous is not None and previous.opname == "LOAD_CONST" and previous.argval is None


def _named_elements(elements: tuple[Any, ...]) -> tuple[DeclaredOutput, ...]:
    names = [_name_in(element) for element in elements]
    if Ellipsis in elements or not all(names):
        raise WiringError(
            "the returned tuple has names for some of its outputs only",
            hint="write Annotated[T, 'name'] for each element, or for none",
        )
    if len(set(names)) < len(names):
        raise WiringError("two outputs bear the same name", hint="give each its own")
    return tuple(map(DeclaredOutput, names, elements))


def _name_in(annotation: Any) -> str:
    """Return ``"X"`` of ``Annotated[np.ndarray, "X"]``, ``""`` when there is none."""
    if get_origin(annotation) is not Annotated:
        return ""
    return next((word for word in annotation.__metadata__ if isinstance(word, str)), "")
