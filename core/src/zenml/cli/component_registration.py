"""Register the components of one kind."""

from __future__ import annotations

from collections.abc import Mapping

import click

from zenml.cli.opening import opened, say
from zenml.cli.parameters import ParametersCommand
from zenml.cli.session import Session
from zenml.enums import StackComponentType
from zenml.repository.registering import register_component as register


def register_command(kind: StackComponentType) -> click.Command:
    """Return ``zenml <kind> register``."""

    @click.command(
        "register",
        cls=ParametersCommand,
        kind=kind,
        examples=(
            f"zenml {kind.command_name} flavor list",
            f"zenml {kind.command_name} register mine --flavor=FLAVOR --help",
        ),
        options_metavar="--flavor=FLAVOR [--PARAMETER=VALUE]...",
        help=f"Register the {kind.words} NAME: a flavor, and the parameters that it is configured with. "
        "Lists and mappings are written as JSON.",
    )
    @click.argument("name")
    @click.option("-f", "--flavor", required=True, metavar="FLAVOR", help=f"See zenml {kind.command_name} flavor list.")
    @click.pass_obj
    def register_component(session: Session, name: str, flavor: str, parameters: Mapping[str, str]) -> None:
        context = opened(session, explains_missing_repository=True)
        registration = register(context, kind, flavor, name, parameters)
        say(f"{kind.words.capitalize()} '{name}' successfully registered!")
        if registration.advice:
            say(registration.advice)

    return register_component
