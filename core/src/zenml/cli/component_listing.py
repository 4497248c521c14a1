"""Look at the components of one kind."""

from __future__ import annotations

from dataclasses import dataclass

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.offers import offering
from zenml.cli.opening import opened
from zenml.cli.output import Output, Table, as_text, mark, output_option, show
from zenml.cli.session import Session
from zenml.enums import StackComponentType
from zenml.models.records import ComponentRecord
from zenml.repository import reading
from zenml.repository.context import Context
from zenml.repository.masking import masked_configurations


def list_command(kind: StackComponentType) -> click.Command:
    """Return ``zenml <kind> list``."""

    @click.command(
        "list",
        cls=ExampleCommand,
        examples=(f"zenml {kind.command_name} list",),
        help=f"List all {kind.plural.replace('_', ' ')}.",
    )
    @output_option
    @click.pass_obj
    def list_components(session: Session, output: Output) -> None:
        context = opened(session, explains_missing_repository=True)
        shown = _all_shown(context, reading.list_components(context, kind), _active_name(context, kind))
        show(output, lambda: [each.data() for each in shown], lambda: _table(kind, shown))

    return list_components


def get_command(kind: StackComponentType) -> click.Command:
    """Return ``zenml <kind> get``."""

    @click.command(
        "get",
        cls=ExampleCommand,
        examples=(f"zenml {kind.command_name} get",),
        help=f"Print the name of the active stack's {kind.words}.",
    )
    @output_option
    @click.pass_obj
    def get_component(session: Session, output: Output) -> None:
        context = opened(session, explains_missing_repository=True)
        record = reading.get_component(context, kind)
        shown = _shown(context, record, record.name)
        show(output, shown.data, lambda: shown.record.name)

    return get_component


def describe_command(kind: StackComponentType) -> click.Command:
    """Return ``zenml <kind> describe``."""

    @click.command(
        "describe",
        cls=ExampleCommand,
        examples=(f"zenml {kind.command_name} describe default",),
        help=f"Show the {kind.words} NAME, without a name that of the active stack.",
    )
    @click.argument("name", required=False, shell_complete=offering("components", kind))
    @output_option
    @click.pass_obj
    def describe_component(session: Session, name: str | None, output: Output) -> None:
        context = opened(session, explains_missing_repository=True)
        shown = _shown(context, reading.get_component(context, kind, name), _active_name(context, kind))
        show(output, shown.data, lambda: _details(shown))

    return describe_component


@dataclass(frozen=True)
class _Shown:
    """Hold a component as it may be shown."""

    record: ComponentRecord
    configuration: dict[str, object]
    """Without what is secret."""
    is_active: bool

    def data(self) -> dict[str, object]:
        return {
            "type": self.record.type.value,
            "name": self.record.name,
            "active": self.is_active,
            "flavor": self.record.flavor,
            "uuid": self.record.uuid,
            "configuration": self.configuration,
        }


def _shown(context: Context, record: ComponentRecord, active_name: str | None) -> _Shown:
    return _all_shown(context, [record], active_name)[0]


def _all_shown(context: Context, records: list[ComponentRecord], active_name: str | None) -> list[_Shown]:
    configurations = masked_configurations(context, records)
    return [
        _Shown(record, configuration, record.name == active_name)
        for record, configuration in zip(records, configurations, strict=True)
    ]


def _active_name(context: Context, kind: StackComponentType) -> str | None:
    """Return the name of the active stack's component; a listing is no place to complain that there is none."""
    stack = context.store.get_stack(context.active_stack_name) if context.active_stack_name else None
    return stack.components.get(kind) if stack else None


def _table(kind: StackComponentType, shown: list[_Shown]) -> Table:
    settings = sorted({name for each in shown for name in each.configuration})
    return Table(
        columns=["ACTIVE", "NAME", "FLAVOR", "UUID", *map(str.upper, settings)],
        rows=[
            [
                mark(each.is_active),
                each.record.name,
                each.record.flavor,
                each.record.uuid,
                *(as_text(each.configuration.get(name, "")) for name in settings),
            ]
            for each in shown
        ],
        when_empty=f"No {kind.words} is registered; see zenml {kind.command_name} register --help.",
    )


def _details(shown: _Shown) -> Table:
    record = shown.record
    kind = record.type.value.upper()
    return Table(
        title=f"'{record.name}' {kind} Component Configuration{' (ACTIVE)' if shown.is_active else ''}",
        columns=["PROPERTY", "VALUE"],
        rows=[
            ["NAME", record.name],
            ["FLAVOR", record.flavor],
            ["UUID", record.uuid],
            *([name.upper(), as_text(value)] for name, value in shown.configuration.items()),
        ],
    )
