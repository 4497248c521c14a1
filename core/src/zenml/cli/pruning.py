"""Delete what nothing refers to."""

from __future__ import annotations

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.confirmation import confirm, yes_option
from zenml.cli.histories import history_in_force
from zenml.cli.opening import say
from zenml.cli.output import Output, Table, output_option, show
from zenml.cli.session import Session
from zenml.post_execution.pruning import Prunable, find_prunable, prune
from zenml.post_execution.quantities import size

_NOTHING = "There is nothing that nothing refers to."


@click.command("prune", cls=ExampleCommand, examples=("zenml pipeline artifacts prune --dry-run",))
@click.option("--dry-run", is_flag=True, help="Only show what would be deleted.")
@yes_option
@output_option
@click.pass_obj
def prune_artifacts(session: Session, dry_run: bool, yes: bool, output: Output) -> None:
    """Delete artifacts that only deleted runs refer to, and what killed steps left on the disk."""
    history = history_in_force(session)
    found = find_prunable(history)
    if not dry_run and (found.artifacts or found.leftovers):
        confirm(f"Delete {_what(found)}?", yes)
        found = prune(history)
        say(f"Deleted {_what(found)}.")
    elif not dry_run:
        say(_NOTHING)
    if dry_run or output is not Output.TABLE:
        show(output, lambda: _data(found), lambda: _table(found))
    if found.unreachable:
        say(f"{len(found.unreachable)} more lie in artifact stores that are not registered any more.")


def _what(found: Prunable) -> str:
    artifacts, leftovers = len(found.artifacts), len(found.leftovers)
    parts = [
        *([f"{artifacts} artifact{'s' if artifacts != 1 else ''}"] if artifacts else []),
        *([f"{leftovers} folder{'s' if leftovers != 1 else ''} without a record"] if leftovers else []),
    ]
    return f"{' and '.join(parts)} ({size(found.size_bytes)})"


def _data(found: Prunable) -> dict[str, object]:
    return {
        "artifacts": [
            {"id": each.id, "name": each.artifact_name, "version": each.version, "size_bytes": each.size_bytes}
            for each in found.artifacts
        ],
        "folders": [{"folder": each.uri, "size_bytes": each.size_bytes} for each in found.leftovers],
        "size_bytes": found.size_bytes,
    }


def _table(found: Prunable) -> Table:
    artifacts = [(each.reference, each.uri, each.size_bytes) for each in found.artifacts]
    leftovers = [("", each.uri, each.size_bytes) for each in found.leftovers]
    return Table(
        columns=["ARTIFACT", "FOLDER", "SIZE"],
        rows=[[name, uri, size(size_bytes)] for name, uri, size_bytes in (*artifacts, *leftovers)],
        when_empty=_NOTHING,
    )
