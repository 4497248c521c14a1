"""Look at profiles."""

from __future__ import annotations

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.entries import Entry
from zenml.cli.groups import LazyGroup
from zenml.cli.offers import offering
from zenml.cli.opening import opened, say
from zenml.cli.output import Output, Table, mark, output_option, show
from zenml.cli.session import Session
from zenml.config.profiles import Profile
from zenml.repository import reading

_COMMANDS = {
    "create": Entry(
        "zenml.cli.profile_changes:create_profile", "Create a profile, with a store or for an existing one"
    ),
    "list": Entry("zenml.cli.profile:list_profiles", "List all profiles"),
    "get": Entry("zenml.cli.profile:get_active_profile", "Print the name of the active profile"),
    "describe": Entry("zenml.cli.profile:describe_profile", "Show one profile"),
    "set": Entry("zenml.cli.profile_changes:set_active_profile", "Choose the active profile"),
    "delete": Entry("zenml.cli.profile_changes:delete_profile", "Delete a profile"),
    "explain": Entry("zenml.cli.explain:explain_profile", "Explain what a profile is"),
}


@click.group(cls=LazyGroup, path="profile", entries=_COMMANDS)
def profile() -> None:
    """Create profiles, look at them, and choose one.

    A profile says which store holds your stacks, which of them is active, and who you are.
    """


@click.command("list", cls=ExampleCommand, examples=("zenml profile list",))
@output_option
@click.pass_obj
def list_profiles(session: Session, output: Output) -> None:
    """List all profiles in the order of their creation."""
    context = opened(session)
    profiles, active = reading.list_profiles(context), context.selection.profile
    data = [_data(each, is_active=each.name == active) for each in profiles]
    show(output, lambda: data, lambda: _table(profiles, active))
    if active not in [each.name for each in profiles]:
        _, remedy = context.chooser(context.selection.profile_origin, "profile")
        say(f"The active profile {active!r} does not exist; choose another: {remedy}")


@click.command("get", cls=ExampleCommand, examples=("zenml profile get",))
@output_option
@click.pass_obj
def get_active_profile(session: Session, output: Output) -> None:
    """Print the name of the active profile."""
    active = reading.get_profile(opened(session))
    show(output, lambda: _data(active, is_active=True), lambda: active.name)


@click.command("describe", cls=ExampleCommand, examples=("zenml profile describe default",))
@click.argument("name", required=False, shell_complete=offering("profiles"))
@output_option
@click.pass_obj
def describe_profile(session: Session, name: str | None, output: Output) -> None:
    """Show the profile NAME, without a name the active one."""
    context = opened(session)
    described = reading.get_profile(context, name)
    is_active = described.name == context.selection.profile
    show(output, lambda: _data(described, is_active), lambda: _details(described, is_active))


def _data(described: Profile, is_active: bool) -> dict[str, object]:
    return {
        "name": described.name,
        "active": is_active,
        "store_type": described.store_type,
        "store_url": described.url,
        "active_stack": described.active_stack,
        "active_user": described.active_user,
    }


def _table(profiles: list[Profile], active: str) -> Table:
    return Table(
        columns=["ACTIVE", "PROFILE NAME", "STORE TYPE", "URL", "ACTIVE STACK"],
        rows=[
            [mark(each.name == active), each.name, each.store_type, each.url, each.active_stack or ""]
            for each in profiles
        ],
    )


def _details(described: Profile, is_active: bool) -> Table:
    return Table(
        title=f"'{described.name}' Profile Configuration{' (ACTIVE)' if is_active else ''}",
        columns=["PROPERTY", "VALUE"],
        rows=[
            ["NAME", described.name],
            ["STORE_URL", described.url],
            ["STORE_TYPE", described.store_type],
            ["ACTIVE_STACK", described.active_stack or ""],
            ["ACTIVE_USER", described.active_user],
        ],
    )
