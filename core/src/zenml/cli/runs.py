"""List runs, and see what happened in one."""

from __future__ import annotations

from itertools import islice

import click

from zenml.cli.cache_misses import miss_data, miss_tree
from zenml.cli.commands import ExampleCommand
from zenml.cli.entries import Entry
from zenml.cli.groups import LazyGroup
from zenml.cli.opening import opened
from zenml.cli.output import Output, Table, output_option, show
from zenml.cli.run_details import details_data, details_tree, run_data
from zenml.cli.session import Session
from zenml.cli.times import duration, timestamp
from zenml.post_execution.runs import RunView, all_runs, find_run
from zenml.repository.history import open_history

_COMMANDS = {
    "list": Entry("zenml.cli.runs:list_runs", "List runs, the newest first"),
    "stop": Entry("zenml.cli.run_stop:stop_run", "Stop a run"),
    "describe": Entry("zenml.cli.runs:describe_run", "Show one run as a tree of its steps"),
}


@click.group(cls=LazyGroup, path="pipeline runs", entries=_COMMANDS)
def runs() -> None:
    """List runs, and see what happened in one."""


@click.command("list", cls=ExampleCommand, examples=("zenml pipeline runs list --limit 5",))
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="How many, at most.")
@output_option
@click.pass_obj
def list_runs(session: Session, limit: int, output: Output) -> None:
    """List the runs on the active stack's metadata store, the newest first."""
    history = open_history(opened(session, explains_missing_repository=True))
    newest = list(islice(reversed(all_runs(history)), limit))
    show(output, lambda: [run_data(run) for run in newest], lambda: _table(newest))


@click.command(
    "describe",
    cls=ExampleCommand,
    examples=("zenml pipeline runs describe NAME", "zenml pipeline runs describe NAME --why-not-cached STEP"),
)
@click.argument("run")
@click.option("--why-not-cached", metavar="STEP", help="Say instead why STEP was not taken from the cache.")
@output_option
@click.pass_obj
def describe_run(session: Session, run: str, why_not_cached: str | None, output: Output) -> None:
    """Show the run with the name or id RUN: each step below those that it depends on."""
    found = find_run(open_history(opened(session, explains_missing_repository=True)), run)
    if why_not_cached is not None:
        step = found.get_step(why_not_cached)
        miss = step.why_not_cached()
        show(output, lambda: miss_data(found, step, miss), lambda: miss_tree(found, step, miss))
        return
    show(output, lambda: details_data(found), lambda: details_tree(found))


def _table(newest: list[RunView]) -> Table:
    return Table(
        columns=["PIPELINE", "RUN NAME", "STATUS", "STACK", "STARTED", "DURATION"],
        rows=[
            [
                run.pipeline,
                run.name,
                run.status.value,
                run.stack,
                timestamp(run.started_at),
                duration(run.duration_seconds),
            ]
            for run in newest
        ],
        when_empty="No pipeline has run on this stack's metadata store; see zenml pipeline run --help.",
    )
