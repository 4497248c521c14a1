"""Walk the whole tree of commands as a user could."""

from __future__ import annotations

from collections.abc import Iterator

import click

from zenml.cli.root import root


def all_commands() -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command and group with its words, ``zenml`` itself first."""
    yield from _below((), root)


def _below(path: tuple[str, ...], command: click.Command) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            yield from _below((*path, name), child)
