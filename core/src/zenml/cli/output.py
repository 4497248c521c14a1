"""Show data on stdout: as a table or tree for people, as JSON or as YAML."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TypeVar, cast

import click

from zenml.sources import load

_F = TypeVar("_F", bound=Callable[..., object])

ACTIVE = "👉"
"""Marks what is active."""


class Output(str, Enum):
    """Name a form of output."""

    TABLE = "table"
    JSON = "json"
    YAML = "yaml"


@dataclass(frozen=True)
class Table:
    """Hold what a table shows: text only."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    title: str = ""
    when_empty: str = ""
    """What to say instead when there are no rows."""


@dataclass(frozen=True)
class Tree:
    """Hold a line and what stands below it."""

    line: str
    branches: tuple[Tree, ...] = ()


def output_option(command: _F) -> _F:
    """Let a command be asked for JSON or YAML."""
    option = click.option(
        "-o",
        "--output",
        type=click.Choice([output.value for output in Output]),
        default=Output.TABLE.value,
        show_default=True,
        callback=lambda context, parameter, value: Output(value),  # noqa: ARG005 - click's protocol
        help="Print for people, as JSON or as YAML. With json, an error is JSON, too: the last line of stderr.",
    )
    return option(command)


def show(output: Output, data: Callable[[], object], for_people: Callable[[], Table | Tree | str]) -> None:
    """Print in the form that was asked for.

    Args:
        output: the form.
        data: makes what JSON and YAML show: what JSON knows, and datetimes.
        for_people: makes the table, tree or text that stands for it.
    """
    if output is Output.TABLE:
        _show_for_people(for_people())
    elif output is Output.JSON:
        # ASCII only: it stays JSON whatever encoding stdout has.
        click.echo(json.dumps(data(), indent=2, default=_plain))
    else:
        click.echo(_yaml(data()), nl=False)


def mark(is_active: bool) -> str:
    """Return what the ``ACTIVE`` column holds."""
    return ACTIVE if is_active else ""


def as_text(value: object) -> str:
    """Return a value of plain data as one cell: text as it is, all else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=_plain)


def _show_for_people(shown: Table | Tree | str) -> None:
    if isinstance(shown, str):
        click.echo(shown)
    elif isinstance(shown, Table) and not shown.rows:
        click.echo(shown.when_empty, err=True)
    else:
        # By address: rich costs more than all that a command needs who was asked for JSON.
        address = "zenml.cli.boxes:draw_table" if isinstance(shown, Table) else "zenml.cli.trees:draw_tree"
        cast("Callable[[Table | Tree], None]", load(address))(shown)


def _yaml(data: object) -> bytes:
    dump = cast("Callable[[object], bytes]", load("zenml.documents:dump_document"))
    return dump(json.loads(json.dumps(data, default=_plain)))


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
