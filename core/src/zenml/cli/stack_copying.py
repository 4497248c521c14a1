"""Copy stacks."""

from __future__ import annotations

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.offers import offering
from zenml.cli.opening import opened, say
from zenml.cli.profiles_of_copies import both_profiles, place, profile_options
from zenml.cli.session import Session
from zenml.repository import copying


@click.command(
    "copy", cls=ExampleCommand, examples=("zenml stack copy prod test", "zenml stack copy prod prod --to PROFILE")
)
@click.argument("name", shell_complete=offering("stacks"))
@click.argument("new_name")
@profile_options
@click.pass_obj
def copy_stack(session: Session, name: str, new_name: str, from_profile: str | None, to_profile: str | None) -> None:
    """Copy the stack NAME to NEW_NAME; to another profile, with those of its components that are not there."""
    context = opened(session, explains_missing_repository=True)
    source, target = both_profiles(context, from_profile, to_profile)
    copying.copy_stack(source, target, name, new_name)
    say(f"Copied stack '{name}' to '{new_name}'{place(context, target)}.")
