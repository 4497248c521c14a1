"""Register the components of one kind."""

from __future__ import annotations

from collections.abc import Mapping

import click

from zenml.cli.offers import offering
from zenml.cli.opening import opened, say
from zenml.cli.parameters import ParametersCommand
from zenml.cli.session import Session
from zenml.cli.values import read_values
from zenml.enums import StackComponentType

_VALUES = (
    "Lists and mappings are written as JSON; @FILE reads a value from a file, @- from stdin, and @@ begins a text with "
    "@. A secret is kept in this machine's vault; {{secret.key}} refers to one that is managed for all."
)


def register_command(kind: StackComponentType) -> click.Command:
    """Return ``zenml <kind> register``."""

    @click.command(
        "register",
        cls=ParametersCommand,
        kind=kind,
        examples=(
            f"zenml {kind.command_name} flavor list",
            f"zenml {kind.command_name} register mine --flavor=FLAVOR --help",
            f"zenml {kind.command_name} register mine --flavor=FLAVOR -i",
        ),
        options_metavar="--flavor=FLAVOR [--PARAMETER=VALUE]...",
        help=f"Register the {kind.words} NAME: a flavor, and the parameters that it is configured with. {_VALUES}",
    )
    @click.argument("name")
    @click.option(
        "-f",
        "--flavor",
        required=True,
        metavar="FLAVOR",
        shell_complete=offering("flavors", kind),
        help=f"See zenml {kind.command_name} flavor list.",
    )
    @click.option("-i", "--interactive", is_flag=True, help="Ask for each parameter that is not given.")
    @click.option("--exist-ok", is_flag=True, help="Be content with one that has the same flavor and settings.")
    @click.pass_obj
    def register_component(
        session: Session, *, name: str, flavor: str, interactive: bool, exist_ok: bool, parameters: Mapping[str, str]
    ) -> None:
        # Here, since a shell that completes this command's options must not pay for components.
        from zenml.cli.questions import ask_for_fields
        from zenml.repository import registering

        context = opened(session, explains_missing_repository=True)
        values = read_values(parameters)
        if interactive:
            if not exist_ok:
                registering.check_new_name(context, kind, name)
            values = ask_for_fields(registering.flavor_class(context, kind, flavor), values)
        registration = registering.register_component(context, kind, flavor, name, values, exist_ok=exist_ok)
        if not registration.is_new:
            say(f"{kind.words.capitalize()} '{name}' exists already with these settings; nothing was changed.")
            return
        say(f"Registered stack component with type '{kind}' and name '{name}'.")
        say(f"{kind.words.capitalize()} '{name}' successfully registered!")
        if registration.advice:
            say(registration.advice)

    return register_component
