"""Call the functions that a step's author wants to be called at its end."""

from __future__ import annotations

import inspect
import logging
import typing
from collections.abc import Callable

from zenml.engine.context import StepContext
from zenml.redaction import words_of

_logger = logging.getLogger(__name__)


def call_hook(hook: Callable[..., object], context: StepContext, error: BaseException | None) -> None:
    """Call a hook with what its annotations ask for: the ``StepContext``, the exception, both or nothing.

    What it raises is logged: the step has ended as it has.
    """
    try:
        hook(**_arguments(hook, context, error))
    except Exception as failure:
        name = getattr(hook, "__qualname__", repr(hook))
        _logger.warning("Hook %s of step %r raised %s", name, context.step_name, words_of(failure))
        _logger.debug("Where it was raised:", exc_info=failure)


def _arguments(hook: Callable[..., object], context: StepContext, error: BaseException | None) -> dict[str, object]:
    hints = typing.get_type_hints(hook)
    arguments: dict[str, object] = {}
    for name in inspect.signature(hook).parameters:
        classes = [each for each in (hints.get(name), *typing.get_args(hints.get(name))) if isinstance(each, type)]
        if any(issubclass(each, StepContext) for each in classes):
            arguments[name] = context
        elif any(issubclass(each, BaseException) for each in classes):
            arguments[name] = error
    return arguments
