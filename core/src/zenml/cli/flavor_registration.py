"""Register classes as flavors, and forget them."""

from __future__ import annotations

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.confirmation import DeletionOptions, deletion_options
from zenml.cli.offers import offering
from zenml.cli.opening import opened, say
from zenml.cli.session import Session
from zenml.enums import StackComponentType
from zenml.repository.flavors import check_flavor_deletion, delete_flavor, knows_flavor
from zenml.repository.registering import register_flavor as register


def register_command(kind: StackComponentType) -> click.Command:
    """Return ``zenml <kind> flavor register``."""

    @click.command(
        "register",
        cls=ExampleCommand,
        examples=(f"zenml {kind.command_name} flavor register my_package.my_module.MyClass",),
        help="Register the class at the dotted path SOURCE as a flavor of this profile. It is looked for in installed "
        "packages and below the source root: the repository's folder, without one the current folder.",
    )
    @click.argument("source")
    @click.option("--exist-ok", is_flag=True, help="Be content if this class was registered before.")
    @click.pass_obj
    def register_flavor(session: Session, source: str, exist_ok: bool) -> None:
        context = opened(session, explains_missing_repository=True)
        flavor, is_new = register(context, kind, source, exist_ok=exist_ok)
        if is_new:
            say(f"Flavor '{flavor.name}' of kind {kind.words} successfully registered!")
        else:
            say(f"Flavor '{flavor.name}' of kind {kind.words} is registered already; nothing was changed.")

    return register_flavor


def delete_command(kind: StackComponentType) -> click.Command:
    """Return ``zenml <kind> flavor delete``."""

    @click.command(
        "delete",
        cls=ExampleCommand,
        examples=(f"zenml {kind.command_name} flavor delete mine --yes",),
        help=f"Forget the {kind.words} flavor NAME, which was registered by its path and which no component may have "
        "any more; the class itself stays where it is.",
    )
    @click.argument("name", shell_complete=offering("flavors", kind))
    @deletion_options
    @click.pass_obj
    def delete_own_flavor(session: Session, name: str, deletion: DeletionOptions) -> None:
        context = opened(session, explains_missing_repository=True)
        if not knows_flavor(context, kind, name) and deletion.may_be_gone(f"{kind.words} flavor '{name}'"):
            return
        check_flavor_deletion(context, kind, name)
        if deletion.is_wanted(f"the {kind.words} flavor '{name}'"):
            delete_flavor(context, kind, name)
            say(f"Deleted {kind.words} flavor '{name}'.")

    return delete_own_flavor
