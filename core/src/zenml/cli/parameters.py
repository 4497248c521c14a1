"""Let a command take options that only the chosen flavor knows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

import click

from zenml.cli.free_options import FreeOptionsCommand
from zenml.cli.offers import CHOSEN_FLAVOR, options_for_parameters
from zenml.enums import StackComponentType
from zenml.sources import load

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_FLAVOR_OPTIONS = ("-f", "--flavor")


class ParametersCommand(FreeOptionsCommand):
    """Take the fields of a flavor as options; in the help, the flavor that was chosen adds its own."""

    def __init__(self, name: str | None = None, *, kind: StackComponentType, **attributes: Any) -> None:
        super().__init__(name, **attributes)
        self._kind = kind

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Remember which flavor was chosen, for the help."""
        ctx.meta[CHOSEN_FLAVOR] = _chosen_flavor(args)
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Offer the flavor's parameters beside the command's own options."""
        own = super().shell_complete(ctx, incomplete)
        return own + (options_for_parameters(ctx, self._kind, incomplete) if incomplete.startswith("-") else [])

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the options, then the parameters of the flavor that was chosen."""
        super().format_options(ctx, formatter)
        if flavor := ctx.meta.get(CHOSEN_FLAVOR):
            with formatter.section(f"Parameters of flavor {flavor!r}"):
                # By address: the flavor's class costs more than all the rest, and is wanted here only.
                write = cast(
                    "Callable[[click.HelpFormatter, StackComponentType, str], None]",
                    load("zenml.cli.parameter_help:write_parameters"),
                )
                write(formatter, self._kind, flavor)


def _chosen_flavor(words: list[str]) -> str:
    """Return the flavor that stands anywhere on the command line, also behind ``--help``."""
    for word, following in zip(words, [*words[1:], ""], strict=False):
        option, _, value = word.partition("=")
        if option in _FLAVOR_OPTIONS:
            return value or following
    return ""
