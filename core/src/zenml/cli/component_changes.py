"""Delete, rename and copy the components of one kind."""

from __future__ import annotations

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.confirmation import DeletionOptions, deletion_options
from zenml.cli.offers import offering
from zenml.cli.opening import opened, say
from zenml.cli.profiles_of_copies import copy_options, place, told_of_copy
from zenml.cli.session import Session
from zenml.enums import StackComponentType
from zenml.repository import changing, copying, renaming


def delete_command(kind: StackComponentType) -> click.Command:
    """Return ``zenml <kind> delete``."""

    @click.command(
        "delete",
        cls=ExampleCommand,
        examples=(f"zenml {kind.command_name} delete old --yes",),
        help=f"Delete the {kind.words} NAME, which no stack may use any more.",
    )
    @click.argument("name", shell_complete=offering("components", kind))
    @deletion_options
    @click.pass_obj
    def delete_component(session: Session, name: str, deletion: DeletionOptions) -> None:
        context = opened(session, explains_missing_repository=True)
        if context.store.get_component(kind, name) is None and deletion.may_be_gone(f"{kind.words} '{name}'"):
            return
        changing.check_component_deletion(context, kind, name)
        if deletion.is_wanted(f"the {kind.words} '{name}'"):
            changing.delete_component(context, kind, name)
            say(f"Deleted {kind.words} '{name}'.")

    return delete_component


def rename_command(kind: StackComponentType) -> click.Command:
    """Return ``zenml <kind> rename``."""

    @click.command(
        "rename",
        cls=ExampleCommand,
        examples=(f"zenml {kind.command_name} rename old new",),
        help=f"Rename the {kind.words} NAME to NEW_NAME, in every stack that it is in as well.",
    )
    @click.argument("name", shell_complete=offering("components", kind))
    @click.argument("new_name")
    @click.pass_obj
    def rename_component(session: Session, name: str, new_name: str) -> None:
        context = opened(session, explains_missing_repository=True)
        renaming.rename_component(context, kind, name, new_name)
        say(f"Renamed {kind.words} '{name}' to '{new_name}'.")

    return rename_component


def copy_command(kind: StackComponentType) -> click.Command:
    """Return ``zenml <kind> copy``."""

    @click.command(
        "copy",
        cls=ExampleCommand,
        examples=(
            f"zenml {kind.command_name} copy mine another",
            f"zenml {kind.command_name} copy mine mine --to PROFILE",
        ),
        help=f"Copy the {kind.words} NAME to NEW_NAME, also to another profile: its settings and secrets, not the data "
        "that it keeps.",
    )
    @click.argument("name", shell_complete=offering("components", kind))
    @click.argument("new_name")
    @copy_options
    @click.pass_obj
    def copy_component(
        session: Session, *, name: str, new_name: str, from_profile: str | None, to_profile: str | None, exist_ok: bool
    ) -> None:
        context = opened(session, explains_missing_repository=True)
        source, target = copying.both_places(context, from_profile, to_profile)
        is_new = copying.copy_component(source, target, kind, name, new_name, exist_ok=exist_ok)
        say(told_of_copy(is_new, f"{kind.words} '{name}'", f"'{new_name}'{place(context, target)}"))

    return copy_component
