"""Delete the components of one kind."""

from __future__ import annotations

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.confirmation import confirm, yes_option
from zenml.cli.opening import opened, say
from zenml.cli.session import Session
from zenml.enums import StackComponentType
from zenml.repository import changing, reading


def delete_command(kind: StackComponentType) -> click.Command:
    """Return ``zenml <kind> delete``."""

    @click.command(
        "delete",
        cls=ExampleCommand,
        examples=(f"zenml {kind.command_name} delete old --yes",),
        help=f"Delete the {kind.words} NAME, which no stack may use any more.",
    )
    @click.argument("name")
    @yes_option
    @click.pass_obj
    def delete_component(session: Session, name: str, yes: bool) -> None:
        context = opened(session, explains_missing_repository=True)
        reading.get_component(context, kind, name)
        confirm(f"Delete the {kind.words} '{name}'?", yes)
        changing.delete_component(context, kind, name)
        say(f"Deleted {kind.words} '{name}'.")

    return delete_component
