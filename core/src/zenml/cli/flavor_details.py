"""Show one flavor with its parameters."""

from __future__ import annotations

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.flavor import flavor_data
from zenml.cli.offers import offering
from zenml.cli.opening import opened
from zenml.cli.output import Output, Table, as_text, output_option, show
from zenml.cli.session import Session
from zenml.enums import StackComponentType
from zenml.flavors.rows import Row
from zenml.repository.flavors import get_flavor
from zenml.sources import put_on_path
from zenml.stack.classes import FieldDescription, class_at, flavor_fields, parameters_schema


def describe_command(kind: StackComponentType) -> click.Command:
    """Return ``zenml <kind> flavor describe``."""

    @click.command(
        "describe",
        cls=ExampleCommand,
        examples=(
            f"zenml {kind.command_name} flavor list",
            f"zenml {kind.command_name} flavor describe FLAVOR",
            f"zenml {kind.command_name} flavor describe FLAVOR --schema",
        ),
        help=f"Show the {kind.words} flavor NAME with its parameters.",
    )
    @click.argument("name", shell_complete=offering("flavors", kind))
    @click.option("--schema", is_flag=True, help="Print the JSON schema of its parameters, as JSON or YAML.")
    @output_option
    @click.pass_obj
    def describe_flavor(session: Session, name: str, schema: bool, output: Output) -> None:
        context = opened(session, explains_missing_repository=True)
        row = get_flavor(context, kind, name)
        put_on_path(context.source_root)
        found = class_at(kind, row.implementation, name)
        if schema:
            as_data = Output.YAML if output is Output.YAML else Output.JSON
            show(as_data, lambda: parameters_schema(found), str)
            return
        fields = flavor_fields(found)
        data = flavor_data(kind, row) | {"parameters": [_field_data(field) for field in fields]}
        show(output, lambda: data, lambda: _details(kind, row, fields))

    return describe_flavor


def _field_data(field: FieldDescription) -> dict[str, object]:
    return {
        "name": field.name,
        "type": field.type,
        "default": field.default,
        "rules": field.rules,
        "required": field.is_required,
        "secret": field.is_secret,
        "description": field.description,
    }


def _details(kind: StackComponentType, row: Row, fields: list[FieldDescription]) -> Table:
    return Table(
        title=f"'{row.name}' {kind.value.upper()} Flavor ({row.package or row.source})",
        columns=["PARAMETER", "TYPE", "DEFAULT", "DESCRIPTION"],
        rows=[[field.name, field.type, _default(field), field.facts] for field in fields],
        when_empty=f"'{row.name}' ({row.package or row.source}) has no parameters.",
    )


def _default(field: FieldDescription) -> str:
    if field.is_required:
        return "(required)"
    if field.is_computed:
        return "(computed)"
    return "" if field.default is None else as_text(field.default)
