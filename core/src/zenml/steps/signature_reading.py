"""Read a step's signature from its function's annotations, and note what is wrong with them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from zenml.errors import WiringError
from zenml.models.deployment import ONLY_OUTPUT
from zenml.steps.annotations import evaluate
from zenml.steps.outputs import (
    NO_OUTPUTS,
    DeclaredOutput,
    DeclaredOutputs,
    never_returns_a_value,
    read_outputs,
)
from zenml.steps.signature import UNKNOWN, Argument, Fault, Signature

_COLLECTING = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


def read_signature(function: Callable[..., object], local_names: Mapping[str, object]) -> Signature:
    """Return what a step's function takes and returns.

    Args:
        function: the step's function, for a class-based step its bound ``entrypoint``.
        local_names: what its annotations may mention besides the names of its module.
    """
    declaration = inspect.signature(function)
    faults = [_collects(parameter) for parameter in declaration.parameters.values() if parameter.kind in _COLLECTING]
    single = [parameter for parameter in declaration.parameters.values() if parameter.kind not in _COLLECTING]
    every = [_read_argument(parameter, function, local_names, faults) for parameter in single]
    returned = _read_returned(declaration, function, local_names, faults)
    contexts = [argument for argument in every if argument.is_context]
    parameters = [argument for argument in every if argument.is_parameters]
    arguments = {argument.name: argument for argument in every if not (argument.is_context or argument.is_parameters)}
    faults += [_second(argument) for argument in contexts[1:] + parameters[1:]]
    faults += [_shadowed(argument, name) for argument in parameters for name in _fields(argument) if name in arguments]
    return Signature(
        arguments=arguments,
        parameters=next(iter(parameters), None),
        context=next(iter(contexts), None),
        returned=returned,
        faults=tuple(faults),
        declaration=declaration,
    )


def _read_argument(
    parameter: inspect.Parameter,
    function: Callable[..., object],
    local_names: Mapping[str, object],
    faults: list[Fault],
) -> Argument:
    if parameter.kind is inspect.Parameter.POSITIONAL_ONLY:
        faults.append(Fault("cannot be passed by name", "remove the / after it", parameter.name))
    annotation: Any = UNKNOWN
    if parameter.annotation is inspect.Parameter.empty:
        faults.append(Fault("has no annotation", f"write {parameter.name}: T", parameter.name))
    else:
        try:
            annotation = evaluate(parameter.annotation, function, local_names)
        except WiringError as error:
            faults.append(Fault(error.message, error.hint, parameter.name))
    return Argument(parameter.name, annotation, parameter.default)


def _read_returned(
    declaration: inspect.Signature,
    function: Callable[..., object],
    local_names: Mapping[str, object],
    faults: list[Fault],
) -> DeclaredOutputs:
    if declaration.return_annotation is inspect.Signature.empty and never_returns_a_value(function):
        return NO_OUTPUTS
    try:
        return read_outputs(_return_annotation(declaration, function, local_names))
    except WiringError as error:
        faults.append(Fault(error.message, error.hint))
    return DeclaredOutputs((DeclaredOutput(ONLY_OUTPUT, UNKNOWN),), is_tuple=False)


def _return_annotation(
    declaration: inspect.Signature, function: Callable[..., object], local_names: Mapping[str, object]
) -> Any:
    if declaration.return_annotation is inspect.Signature.empty:
        raise WiringError("the returned value has no annotation", hint="write -> T, or -> None when there is none")
    return evaluate(declaration.return_annotation, function, local_names)


def _collects(parameter: inspect.Parameter) -> Fault:
    return Fault("collects any number of values", "name and annotate each argument", parameter.name)


def _second(argument: Argument) -> Fault:
    what = "StepContext" if argument.is_context else "BaseParameters"
    return Fault(f"is the second argument that takes a {what}", "a step takes one", argument.name)


def _shadowed(parameters: Argument, name: str) -> Fault:
    # In the record of a run, the fields stand beside the plain arguments.
    return Fault(f"bears the name of a field of {parameters.annotation.__name__}", "rename one of them", name)


def _fields(parameters: Argument) -> list[str]:
    return list(parameters.annotation.model_fields)
