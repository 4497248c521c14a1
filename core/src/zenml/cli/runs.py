"""List runs, and see what happened in one."""

from __future__ import annotations

from collections.abc import Mapping

import click

from zenml.cli.cache_misses import miss_data, miss_tree
from zenml.cli.commands import ExampleCommand
from zenml.cli.entries import Entry
from zenml.cli.filters import filter_option, page_options, tag_filter_option
from zenml.cli.groups import LazyGroup
from zenml.cli.histories import history_in_force
from zenml.cli.output import Output, Table, output_option, show
from zenml.cli.run_details import details_data, details_tree, run_data
from zenml.cli.session import Session
from zenml.enums import ExecutionStatus
from zenml.metadata_stores import ANY
from zenml.models.runs import Page, RunFilter
from zenml.post_execution.quantities import duration, timestamp
from zenml.post_execution.runs import RunView, all_runs, find_run

_NO_RUNS = "No pipeline has run on this stack's metadata store; see zenml pipeline run --help."
_NO_MATCH = "No run matches."
RUN_STATES = [state for state in ExecutionStatus if state is not ExecutionStatus.SKIPPED]
_COMMANDS = {
    "list": Entry("zenml.cli.runs:list_runs", "List runs, the newest first"),
    "logs": Entry("zenml.cli.run_logs:show_logs", "Show what the steps of a run said"),
    "tag": Entry("zenml.cli.tags:tag_run", "Change the tags of a run"),
    "delete": Entry("zenml.cli.run_deletion:delete_run", "Delete a run"),
    "stop": Entry("zenml.cli.run_stop:stop_run", "Stop a run"),
    "describe": Entry("zenml.cli.runs:describe_run", "Show one run as a tree of its steps"),
    "visualize": Entry("zenml.cli.run_graph:visualize_run", "Write the graph of a run into a page or a picture"),
}


@click.group(cls=LazyGroup, path="pipeline runs", entries=_COMMANDS)
def runs() -> None:
    """List runs, and see what happened in one."""


@click.command("list", cls=ExampleCommand, examples=("zenml pipeline runs list --status failed --limit 5",))
@filter_option("--pipeline", "Only runs of the pipeline with this name.")
@click.option("--status", type=click.Choice([each.value for each in RUN_STATES]), help="Only runs in this state.")
@filter_option("--stack", "Only runs on the stack with this name.")
@filter_option("--user", "Only runs that this user started.")
@filter_option("--project", "Only runs of this project.")
@tag_filter_option("Only runs with this tag.")
@page_options
@output_option
@click.pass_obj
def list_runs(session: Session, /, limit: int, offset: int, output: Output, **chosen: str | None) -> None:
    """List the runs on the active stack's metadata store, the newest first."""
    history = history_in_force(session)
    where = _filter(chosen)
    newest = all_runs(history, where).read(Page(offset, limit, newest_first=True))
    when_empty = _NO_RUNS if where == ANY and not offset else _NO_MATCH
    show(output, lambda: [run_data(run) for run in newest], lambda: _table(newest, when_empty))


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
    found = find_run(history_in_force(session), run)
    if why_not_cached is not None:
        step = found.get_step(why_not_cached)
        miss = step.why_not_cached()
        show(output, lambda: miss_data(found, step, miss), lambda: miss_tree(found, step, miss))
        return
    show(output, lambda: details_data(found), lambda: details_tree(found))


def _filter(chosen: Mapping[str, str | None]) -> RunFilter:
    status = chosen["status"]
    return RunFilter(
        pipeline=chosen["pipeline"],
        status=None if status is None else ExecutionStatus(status),
        stack=chosen["stack"],
        user=chosen["user"],
        project=chosen["project"],
        tag=chosen["tag"],
    )


def _table(newest: list[RunView], when_empty: str) -> Table:
    has_tags = any(run.tags for run in newest)
    return Table(
        columns=["PIPELINE", "RUN NAME", "STATUS", "STACK", "STARTED", "DURATION", *(["TAGS"] if has_tags else [])],
        rows=[
            [
                run.pipeline,
                run.name,
                run.status.value,
                run.stack,
                timestamp(run.started_at),
                duration(run.duration_seconds),
                *([", ".join(run.tags)] if has_tags else []),
            ]
            for run in newest
        ],
        when_empty=when_empty,
    )
