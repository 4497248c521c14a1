"""Give stacks other components."""

from __future__ import annotations

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.offers import offering
from zenml.cli.opening import opened, say
from zenml.cli.session import Session
from zenml.cli.stack_options import chosen, component_options, kind_flags
from zenml.enums import StackComponentType
from zenml.errors import UsageError
from zenml.repository import updating


@click.command("update", cls=ExampleCommand, examples=("zenml stack update prod -a shared",))
@click.argument("name", required=False, shell_complete=offering("stacks"))
@component_options(are_required=False)
@click.pass_obj
def update_stack(session: Session, /, name: str | None, **components: str | None) -> None:
    """Give the stack NAME, without a name the active one, other components; the rest stays."""
    context = opened(session, explains_missing_repository=True)
    given = chosen(components)
    if not given:
        raise UsageError("no component was given", hint="zenml stack update --help")
    updated = updating.update_stack(context, name, given)
    say(f"Updated stack '{updated.name}'.")


@click.command("remove-component", cls=ExampleCommand, examples=("zenml stack remove-component prod --alerter",))
@click.argument("name", required=False, shell_complete=offering("stacks"))
@kind_flags
@click.pass_obj
def remove_component(session: Session, /, name: str | None, **kinds: bool) -> None:
    """Take components out of the stack NAME, without a name the active one; they stay registered."""
    context = opened(session, explains_missing_repository=True)
    removed = [StackComponentType(kind) for kind, is_removed in kinds.items() if is_removed]
    if not removed:
        raise UsageError("no kind of component was given", hint="zenml stack remove-component --help")
    updated = updating.remove_from_stack(context, name, removed)
    say(f"Updated stack '{updated.name}'.")
