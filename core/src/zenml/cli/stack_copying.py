"""Copy stacks."""

from __future__ import annotations

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.offers import offering
from zenml.cli.opening import opened, say
from zenml.cli.profiles_of_copies import copy_options, place, told_of_copy
from zenml.cli.session import Session
from zenml.repository import copying


@click.command(
    "copy", cls=ExampleCommand, examples=("zenml stack copy prod test", "zenml stack copy prod prod --to PROFILE")
)
@click.argument("name", shell_complete=offering("stacks"))
@click.argument("new_name")
@copy_options
@click.pass_obj
def copy_stack(
    session: Session, *, name: str, new_name: str, from_profile: str | None, to_profile: str | None, exist_ok: bool
) -> None:
    """Copy the stack NAME to NEW_NAME; to another profile, with those of its components that are not there."""
    context = opened(session, explains_missing_repository=True)
    source, target = copying.both_places(context, from_profile, to_profile)
    is_new = copying.copy_stack(source, target, name, new_name, exist_ok=exist_ok)
    say(told_of_copy(is_new, f"stack '{name}'", f"'{new_name}'{place(context, target)}"))
