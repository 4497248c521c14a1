"""Choose, rename and delete stacks."""

from __future__ import annotations

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.confirmation import DeletionOptions, deletion_options
from zenml.cli.offers import offering
from zenml.cli.opening import opened, say
from zenml.cli.session import Session
from zenml.repository import changing, renaming


@click.command("set", cls=ExampleCommand, examples=("zenml stack set default",))
@click.argument("name", shell_complete=offering("stacks"))
@click.option("-g", "--global", "globally", is_flag=True, help="Choose for the profile, also inside a repository.")
@click.pass_obj
def set_active_stack(session: Session, name: str, globally: bool) -> None:
    """Make the stack NAME the active one: of this repository, outside of one for the whole profile."""
    context = opened(session, explains_missing_repository=True)
    changing.activate_stack(context, name, globally=globally)
    say(f"Active stack set to: '{name}'")


@click.command("rename", cls=ExampleCommand, examples=("zenml stack rename old new",))
@click.argument("name", shell_complete=offering("stacks"))
@click.argument("new_name")
@click.pass_obj
def rename_stack(session: Session, name: str, new_name: str) -> None:
    """Rename the stack NAME to NEW_NAME; where it is the active one, it stays so."""
    context = opened(session, explains_missing_repository=True)
    renaming.rename_stack(context, name, new_name)
    say(f"Renamed stack '{name}' to '{new_name}'.")


@click.command("delete", cls=ExampleCommand, examples=("zenml stack delete old --yes",))
@click.argument("name", shell_complete=offering("stacks"))
@deletion_options
@click.pass_obj
def delete_stack(session: Session, name: str, deletion: DeletionOptions) -> None:
    """Delete the stack NAME; its components stay."""
    context = opened(session, explains_missing_repository=True)
    if context.store.get_stack(name) is None and deletion.may_be_gone(f"stack '{name}'"):
        return
    changing.check_stack_deletion(context, name)
    if deletion.is_wanted(f"the stack '{name}'"):
        changing.delete_stack(context, name)
        say(f"Deleted stack '{name}'.")
