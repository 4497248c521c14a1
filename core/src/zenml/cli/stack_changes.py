"""Choose and delete stacks."""

from __future__ import annotations

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.confirmation import confirm, yes_option
from zenml.cli.opening import opened, say
from zenml.cli.session import Session
from zenml.repository import changing, reading


@click.command("set", cls=ExampleCommand, examples=("zenml stack set default",))
@click.argument("name")
@click.option("-g", "--global", "globally", is_flag=True, help="Choose for the profile, also inside a repository.")
@click.pass_obj
def set_active_stack(session: Session, name: str, globally: bool) -> None:
    """Make the stack NAME the active one: of this repository, outside of one for the whole profile."""
    context = opened(session, explains_missing_repository=True)
    changing.activate_stack(context, name, globally=globally)
    say(f"Active stack set to: '{name}'")


@click.command("delete", cls=ExampleCommand, examples=("zenml stack delete old --yes",))
@click.argument("name")
@yes_option
@click.pass_obj
def delete_stack(session: Session, name: str, yes: bool) -> None:
    """Delete the stack NAME; its components stay."""
    context = opened(session, explains_missing_repository=True)
    reading.get_stack(context, name)
    confirm(f"Delete the stack '{name}'?", yes)
    changing.delete_stack(context, name)
    say(f"Deleted stack '{name}'.")
