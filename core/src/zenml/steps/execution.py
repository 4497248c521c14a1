"""Run a step's function on loaded inputs and recorded parameters, and take its value apart."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Coroutine, Mapping
from typing import cast

from zenml.engine.context import StepContext
from zenml.errors import ZenMLError
from zenml.sources import load
from zenml.steps.outputs import DeclaredOutputs
from zenml.steps.parameters import from_plain
from zenml.steps.signature import Signature

# By address: asyncio costs as much as all of the core, and most steps are no coroutines.
_RUN_COROUTINE = "zenml.steps.coroutines:run_coroutine"


def arguments_of(
    signature: Signature, inputs: Mapping[str, object], parameters: Mapping[str, object], context: StepContext
) -> dict[str, object]:
    """Return what a step's function is called with.

    Args:
        signature: of the step.
        inputs: loaded artifacts by argument.
        parameters: plain data by argument; the fields of the parameters object stand beside them.
        context: for the argument that asks for it.
    """
    values = dict(inputs)
    for name, argument in signature.arguments.items():
        if name in parameters:
            values[name] = from_plain(parameters[name], argument.annotation)
    if signature.context is not None:
        values[signature.context.name] = context
    if signature.parameters is not None:
        fields = {name: value for name, value in parameters.items() if name not in signature.arguments}
        values[signature.parameters.name] = from_plain(fields, signature.parameters.annotation)
    return values


def finish(value: object) -> object:
    """Return what an ``async def`` step ends up with; any other value is returned as it is."""
    if not inspect.iscoroutine(value):
        return value
    run = cast("Callable[[Coroutine[object, object, object]], object]", load(_RUN_COROUTINE))
    return run(value)


def outputs_of(value: object, returned: DeclaredOutputs) -> tuple[object, ...]:
    """Return the outputs in the order in which the step declares them.

    Raises:
        ZenMLError: the step returned more or fewer than it declares.
    """
    names = [output.name for output in returned.outputs]
    if returned.is_tuple:
        if isinstance(value, (tuple, list)) and len(value) == len(names):
            return tuple(value)
        found = f"{len(value)} values" if isinstance(value, (tuple, list)) else f"one {type(value).__qualname__}"
        raise ZenMLError(f"the step returned {found}, it declares {len(names)} outputs: {', '.join(names)}")
    if names:
        return (value,)
    if value is None:
        return ()
    raise ZenMLError(
        f"the step returned one {type(value).__qualname__}, it declares no output",
        hint="annotate what it returns: -> T",
    )
