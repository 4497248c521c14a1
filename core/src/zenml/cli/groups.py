"""Define groups that know their commands by address, and import only the one that is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

import click

from zenml.cli.commands import write_examples
from zenml.cli.entries import Entry
from zenml.errors import UsageError
from zenml.names import did_you_mean
from zenml.sources import load

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class LazyGroup(click.Group):
    """List commands from names and help lines alone: its own, and those that packages add to it.

    Args:
        name: what users write.
        path: the words of the whole command without ``zenml``; ``""`` for the root.
        entries: its own commands by their names, in the order of the help; these win over a package's.
        examples: command lines for the end of the help.
        attributes: further ones of a ``click.Group``.
    """

    def __init__(
        self,
        name: str | None = None,
        *,
        path: str,
        entries: Mapping[str, Entry],
        examples: tuple[str, ...] = (),
        **attributes: Any,
    ) -> None:
        super().__init__(name, **attributes)
        self._examples = examples
        self._path = path
        self._entries = entries

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's protocol
        return list(self._listed())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's protocol
        entry = self._entries.get(cmd_name) or _find_entry(self._path, cmd_name)
        return entry.command() if entry else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command, also one written with ``_`` for ``-``.

        Raises:
            UsageError: there is none of that name; the hint names the nearest.
        """
        name = args[0].replace("_", "-")
        command = self.get_command(ctx, name)
        if command is None and ctx.resilient_parsing:  # a command line that is still being typed
            return None, None, args[1:]
        if command is None:
            message = f"{ctx.command_path} has no command {args[0]!r}"
            raise UsageError(message, hint=did_you_mean(name, self.list_commands(ctx)))
        return name, command, args[1:]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Show the help, as an error of usage, to who names no command."""
        if not args and not ctx.resilient_parsing:
            click.echo(ctx.get_help(), err=True)
            ctx.exit(UsageError.exit_code)
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Offer names with their help lines; no command is imported for that."""
        from click.shell_completion import CompletionItem  # loaded by whoever completes, and by nobody else

        offered = [
            CompletionItem(name, help=entry.help)
            for name, entry in self._listed().items()
            if name.startswith(incomplete.replace("_", "-"))
        ]
        return offered + click.Command.shell_complete(self, ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's protocol
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in self._listed().items()])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples."""
        super().format_epilog(ctx, formatter)
        if self._examples:
            write_examples(formatter, self._examples)

    def _listed(self) -> Mapping[str, Entry]:
        """Return what help lists; of packages what is remembered, since help must not look for anything."""
        added = _remembered_entries(self._path)
        return {**self._entries, **{name: added[name] for name in added if name not in self._entries}}


# By address: a command of the core does without the registry of packages.


def _find_entry(path: str, name: str) -> Entry | None:
    find = cast("Callable[[str, str], Entry | None]", load("zenml.cli.package_commands:find_entry"))
    return find(path, name)


def _remembered_entries(path: str) -> Mapping[str, Entry]:
    remembered = cast("Callable[[str], Mapping[str, Entry]]", load("zenml.cli.package_commands:remembered_entries"))
    return remembered(path)
