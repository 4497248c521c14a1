"""Say what completes an argument, by the address of what knows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

import click

from zenml.enums import StackComponentType
from zenml.sources import load

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

CHOSEN_FLAVOR = "zenml.chosen_flavor"
"""Under which click's notes of a command line hold the flavor that stands on it."""

Completer = Callable[[click.Context, click.Parameter, str], "list[CompletionItem]"]


def offering(what: str, kind: StackComponentType | None = None) -> Completer:
    """Return what click asks to complete an argument.

    Args:
        what: a function of ``zenml.cli.completions``, which is imported only when a shell asks.
        kind: the kind of component that it is about.
    """

    def complete(context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return _offer(what, context, kind, incomplete)

    return complete


def options_for_parameters(context: click.Context, kind: StackComponentType, incomplete: str) -> list[CompletionItem]:
    """Return the parameters of a flavor as options that begin with ``incomplete``."""
    found = _offer("parameters", context, kind, incomplete.lstrip("-").replace("-", "_"))
    for item in found:
        item.value = f"--{item.value}"
    return found


def _offer(what: str, context: click.Context, kind: StackComponentType | None, incomplete: str) -> list[CompletionItem]:
    offer = cast(
        "Callable[[str, click.Context, StackComponentType | None, str], list[CompletionItem]]",
        load("zenml.cli.completions:offer"),
    )
    return offer(what, context, kind, incomplete)
