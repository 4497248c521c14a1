"""Show the repository, profile and stack in force."""

from __future__ import annotations

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.opening import opened
from zenml.cli.output import Output, Table, output_option, show
from zenml.cli.parts import Part, parts_of
from zenml.cli.session import Session
from zenml.config.selection import Origin
from zenml.repository.context import Context


@click.command(cls=ExampleCommand, examples=("zenml status",))
@output_option
@click.pass_obj
def status(session: Session, output: Output) -> None:
    """Show the repository, profile and stack in force, and whether its components can be used here."""
    context = opened(session)
    parts = parts_of(context)
    show(output, lambda: _data(context, parts), lambda: _table(context, parts))


def _data(context: Context, parts: list[Part]) -> dict[str, object]:
    return {
        "repository": str(context.root) if context.root else None,
        "profile": context.profile.name,
        "profile_chosen_by": context.chooser(context.selection.profile_origin, "profile")[0],
        "store_url": context.profile.url,
        "stack": context.active_stack_name,
        "stack_chosen_by": context.chooser(context.selection.stack_origin, "stack")[0],
        "components": {part.record.type.value: part.data() for part in parts},
    }


def _table(context: Context, parts: list[Part]) -> Table:
    rows = [
        ["REPOSITORY", str(context.root) if context.root else "(none)", ""],
        ["PROFILE", context.profile.name, _chosen(context, context.selection.profile_origin, "profile")],
        ["STACK", context.active_stack_name or "", _chosen(context, context.selection.stack_origin, "stack")],
    ]
    components = [
        [part.record.type.value.upper(), f"{part.record.name} ({part.record.flavor})", part.status] for part in parts
    ]
    return Table(columns=["PROPERTY", "VALUE", "STATUS"], rows=rows + components)


def _chosen(context: Context, origin: Origin, what: str) -> str:
    chooser, _ = context.chooser(origin, what)
    return f"chosen by {chooser}"
