"""Call a step's function with what its deployment says, once or for each item of a list."""

from __future__ import annotations

from collections.abc import Sequence

from zenml.engine.context import StepContext
from zenml.engine.executable import Executable
from zenml.engine.outcomes import note_place
from zenml.errors import ZenMLError
from zenml.models.argument_templates import put_together
from zenml.models.deployment import StepDeployment


def values_of(
    step: StepDeployment, executable: Executable, loaded: dict[str, object], context: StepContext
) -> list[object]:
    """Return the values of a step's outputs, in declared order.

    Args:
        step: says how its arguments are put together of what it reads, and over which of them it is mapped.
        executable: what to call.
        loaded: what it reads, by name; it is emptied of what became part of a container.
        context: of this attempt.

    Raises:
        ZenMLError: it is mapped over something that is not a list.
    """
    containers = {name: put_together(template, loaded.pop) for name, template in step.containers.items()}
    arguments = {**loaded, **containers}
    if step.map_over:
        return _values_for_each(step, executable, arguments, context)
    return list(executable.run(arguments, step.parameters, context))


def _values_for_each(
    step: StepDeployment, executable: Executable, arguments: dict[str, object], context: StepContext
) -> list[object]:
    collected: list[list[object]] = [[] for _ in step.outputs]
    for index, item in enumerate(_items(step.map_over, arguments.pop(step.map_over))):
        try:
            values = executable.run({**arguments, step.map_over: item}, step.parameters, context)
        except Exception as error:
            note_place(error, f"{step.map_over}[{index}]")
            raise
        for results, value in zip(collected, values, strict=True):
            results.append(value)
    return list(collected)


def _items(argument: str, value: object) -> Sequence[object]:
    if not isinstance(value, Sequence) or isinstance(value, (str, bytes)):
        problem = f"the step is mapped over {argument!r}, which is a {type(value).__qualname__}, not a list"
        raise ZenMLError(problem, hint="return a list from the step that makes it")
    return value
