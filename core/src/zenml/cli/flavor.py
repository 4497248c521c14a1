"""See the flavors of one kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.entries import Entry
from zenml.cli.groups import LazyGroup
from zenml.cli.output import Output, Table, output_option, show
from zenml.cli.session import Session
from zenml.enums import StackComponentType
from zenml.flavors.registry import catalogue
from zenml.flavors.rows import Row
from zenml.repository.flavor_traces import may_know_flavors
from zenml.sources import load


def flavor_group(kind: StackComponentType) -> LazyGroup:
    """Return ``zenml <kind> flavor``."""
    entries = {
        "list": Entry("zenml.cli.flavor:list_command", "List all flavors, also those that cannot be used", kind),
        "describe": Entry("zenml.cli.flavor_details:describe_command", "Show one flavor with its parameters", kind),
        "register": Entry("zenml.cli.flavor_registration:register_command", "Register a class of your own", kind),
        "delete": Entry("zenml.cli.flavor_registration:delete_command", "Forget a class of your own", kind),
    }
    path = f"{kind.command_name} flavor"
    return LazyGroup("flavor", path=path, entries=entries, help=f"See the {kind.words} flavors, and add your own.")


def list_command(kind: StackComponentType) -> click.Command:
    """Return ``zenml <kind> flavor list``."""

    @click.command(
        "list",
        cls=ExampleCommand,
        examples=(f"zenml {kind.command_name} flavor list",),
        help=f"List all {kind.words} flavors, from installed packages and registered by path; also those that "
        "cannot be used, with what to do about it.",
    )
    @output_option
    @click.pass_obj
    def list_flavors(session: Session, output: Output) -> None:
        rows = _rows(session, kind)
        show(output, lambda: [flavor_data(kind, row) for row in rows], lambda: _table(kind, rows))

    return list_flavors


def flavor_data(kind: StackComponentType, row: Row) -> dict[str, object]:
    """Return a flavor as plain data."""
    return {
        "type": kind.value,
        "name": row.name,
        "status": row.status.value,
        "package": row.distribution,
        "version": row.version,
        "source": row.source,
        "description": row.summary,
        "cause": row.cause,
        "remedy": row.remedy,
        "docs_url": row.docs_url,
    }


def _rows(session: Session, kind: StackComponentType) -> Sequence[Row]:
    if not may_know_flavors():
        return catalogue().flavors(kind)
    # By address: YAML costs more than all the rest of this command.
    rows = cast("Callable[[Session, StackComponentType], Sequence[Row]]", load("zenml.cli.opening:all_flavors"))
    return rows(session, kind)


def _table(kind: StackComponentType, rows: Sequence[Row]) -> Table:
    return Table(
        columns=["FLAVOR", "STATUS", "PACKAGE", "SOURCE", "DESCRIPTION"],
        rows=[[row.name, row.status.value, row.package, row.source, _description(row)] for row in rows],
        when_empty=f"No installed package brings {kind.words} flavors.",
    )


def _description(row: Row) -> str:
    """Return the summary; on lines of their own what is wrong, what to do about it, and what is slow."""
    slowness = f"its plugin took {row.import_seconds:.1f} s to import" if row.import_seconds else ""
    return "\n".join(filter(None, [row.summary, row.cause, row.remedy, slowness]))
