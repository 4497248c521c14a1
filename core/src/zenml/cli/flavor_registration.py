"""Register classes as flavors."""

from __future__ import annotations

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.opening import opened, say
from zenml.cli.session import Session
from zenml.enums import StackComponentType
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
    @click.pass_obj
    def register_flavor(session: Session, source: str) -> None:
        context = opened(session, explains_missing_repository=True)
        flavor = register(context, kind, source)
        say(f"Flavor '{flavor.name}' of kind {kind.words} successfully registered!")

    return register_flavor
