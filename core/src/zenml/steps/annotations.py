"""Evaluate annotations, also those that are text because their module says ``from __future__ import annotations``."""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any

from zenml.errors import WiringError


def evaluate(annotation: Any, function: Callable[..., object], local_names: Mapping[str, object]) -> Any:
    """Return the object that an annotation of ``function`` stands for, names inside ``Annotated`` kept.

    Args:
        annotation: as ``inspect.signature`` gives it.
        function: whose module's names the annotation may mention.
        local_names: further names.

    Raises:
        WiringError: it cannot be evaluated.
    """
    global_names = getattr(inspect.unwrap(function), "__globals__", {})
    holder = types.SimpleNamespace(__annotations__={"it": annotation})
    try:
        return typing.get_type_hints(holder, global_names, dict(local_names), include_extras=True)["it"]
    except NameError as error:
        raise WiringError(
            f"the annotation {annotation} mentions {error.name!r}, which is not defined",
            hint="import or define it where the step is defined",
        ) from error
    except (AttributeError, SyntaxError, TypeError) as error:
        raise WiringError(f"the annotation {annotation} is not a type: {error}", hint="annotate a type") from error


def local_names_of(function: Callable[..., object], frame: types.FrameType | None) -> dict[str, object]:
    """Return the names of the body that defines ``function`` which its annotations mention as text.

    ``typing`` finds only the names of the module by itself; the body of another function, a test for
    instance, may define a step together with its types.
    """
    is_local = "<locals>" in getattr(function, "__qualname__", "")
    if frame is None or not is_local:
        return {}
    texts = [text for text in getattr(function, "__annotations__", {}).values() if isinstance(text, str)]
    mentioned = {name for text in texts for name in _names_in(text)}
    return {name: value for name, value in frame.f_locals.items() if name in mentioned}


def _names_in(text: str) -> tuple[str, ...]:
    try:
        return compile(text, "<annotation>", "eval").co_names
    except SyntaxError:
        return ()
