"""Change the settings of the components of one kind."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.offers import offering
from zenml.cli.opening import opened, say
from zenml.cli.parameters import ParametersCommand
from zenml.cli.session import Session
from zenml.cli.values import read_values
from zenml.enums import StackComponentType
from zenml.errors import UsageError
from zenml.repository.masking import masked_configuration
from zenml.repository.reading import get_component


def update_command(kind: StackComponentType) -> click.Command:
    """Return ``zenml <kind> update``."""

    @click.command(
        "update",
        cls=ParametersCommand,
        kind=kind,
        examples=(f"zenml {kind.command_name} update mine --PARAMETER=VALUE",),
        options_metavar="[--PARAMETER=VALUE]...",
        help=f"Give parameters of the {kind.words} NAME other values, without a name of the active stack's; the rest "
        "stays. Values are written as for register.",
    )
    @click.argument("name", required=False, shell_complete=offering("components", kind))
    @click.option("-i", "--interactive", is_flag=True, help="Ask for each parameter; ENTER keeps its value.")
    @click.pass_obj
    def update_component(session: Session, name: str | None, interactive: bool, parameters: Mapping[str, str]) -> None:
        # Here, since a shell that completes this command's options must not pay for components.
        from zenml.cli.questions import ask_for_fields
        from zenml.repository.registering import flavor_class
        from zenml.repository.updating import update_component as update

        context = opened(session, explains_missing_repository=True)
        stored = get_component(context, kind, name)
        values = read_values(parameters)
        if interactive:
            found = flavor_class(context, kind, stored.flavor, stored.package)
            values = ask_for_fields(found, values, masked_configuration(context, stored))
        if interactive and not values:
            say(f"{kind.words.capitalize()} '{stored.name}' stays as it is.")
            return
        if not values:
            raise UsageError(
                "nothing to update was given", hint=f"zenml {kind.command_name} update {shlex.quote(stored.name)} -i"
            )
        update(context, kind, stored.name, values)
        say(f"Updated {kind.words} '{stored.name}'.")

    return update_component


def remove_attribute_command(kind: StackComponentType) -> click.Command:
    """Return ``zenml <kind> remove-attribute``."""

    @click.command(
        "remove-attribute",
        cls=AttributesCommand,
        examples=(f"zenml {kind.command_name} remove-attribute mine PARAMETER",),
        help=f"Let parameters of the {kind.words} NAME have their defaults again. Each is named as it is, or as an "
        "option without a value: --PARAMETER.",
    )
    @click.argument("name", shell_complete=offering("components", kind))
    @click.argument(
        "attributes",
        nargs=-1,
        required=True,
        metavar="PARAMETER...",
        shell_complete=offering("parameters", kind),
    )
    @click.pass_obj
    def remove_attributes(session: Session, name: str, attributes: Sequence[str]) -> None:
        from zenml.repository.updating import remove_attributes as remove  # as above

        context = opened(session, explains_missing_repository=True)
        before = get_component(context, kind, name)
        after = remove(context, kind, name, [attribute.replace("-", "_") for attribute in attributes])
        if after == before:
            say(f"{kind.words.capitalize()} '{name}' has these defaults already; nothing was changed.")
        else:
            say(f"Updated {kind.words} '{name}'.")

    return remove_attributes


class AttributesCommand(ExampleCommand):
    """Take ``--name`` for ``name``, as far as it is no option of the command itself."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Write the attributes as arguments, and let click have all."""
        own = {spelling for parameter in self.get_params(ctx) for spelling in parameter.opts}
        words = [word if word in own or len(word) < 3 else word.removeprefix("--") for word in args]
        return super().parse_args(ctx, words)
