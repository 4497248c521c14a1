"""List, show, tag and delete what steps produced."""

from __future__ import annotations

import click

from zenml.cli.artifact_details import artifact_data, artifact_tree
from zenml.cli.commands import ExampleCommand
from zenml.cli.confirmation import DeletionOptions, deletion_options
from zenml.cli.entries import Entry
from zenml.cli.filters import filter_option, page_options, tag_filter_option
from zenml.cli.groups import LazyGroup
from zenml.cli.histories import history_in_force
from zenml.cli.opening import say
from zenml.cli.output import Output, Table, output_option, show
from zenml.cli.session import Session
from zenml.models.runs import ArtifactFilter, Page
from zenml.post_execution.artifacts import Artifacts, find_artifact
from zenml.post_execution.quantities import size, timestamp
from zenml.post_execution.runs import find_run
from zenml.post_execution.steps import ArtifactView

_COMMANDS = {
    "list": Entry("zenml.cli.artifacts:list_artifacts", "List artifacts, the newest first"),
    "show": Entry("zenml.cli.artifacts:show_artifact", "Show one artifact, with what it came from and went into"),
    "tag": Entry("zenml.cli.tags:tag_artifact", "Change the tags of an artifact"),
    "delete": Entry("zenml.cli.artifacts:delete_artifact", "Delete an artifact and its files"),
    "prune": Entry("zenml.cli.pruning:prune_artifacts", "Delete what nothing refers to"),
}


@click.group(cls=LazyGroup, path="pipeline artifacts", entries=_COMMANDS)
def artifacts() -> None:
    """List, show, tag and delete what steps produced."""


@click.command("list", cls=ExampleCommand, examples=("zenml pipeline artifacts list --tag best",))
@filter_option("--name", "Only versions of the artifact with this name.")
@filter_option("--run", "Only what the run with this name or id made.")
@tag_filter_option("Only what has this tag.")
@page_options
@output_option
@click.pass_obj
def list_artifacts(
    session: Session, *, name: str | None, run: str | None, tag: str | None, limit: int, offset: int, output: Output
) -> None:
    """List the artifacts on the active stack's metadata store, the newest first."""
    history = history_in_force(session)
    run_id = None if run is None else find_run(history, run).id
    found = Artifacts(history, ArtifactFilter(name, run_id=run_id, tag=tag))
    newest = found.read(Page(offset, limit, newest_first=True))
    show(output, lambda: [artifact_data(each) for each in newest], lambda: _table(newest))


@click.command("show", cls=ExampleCommand, examples=("zenml pipeline artifacts show training.trainer.model:3",))
@click.argument("artifact")
@output_option
@click.pass_obj
def show_artifact(session: Session, artifact: str, output: Output) -> None:
    """Show the newest version of the artifact named ARTIFACT, the one called NAME:VERSION, or that with this id."""
    found = find_artifact(history_in_force(session), artifact)
    show(output, lambda: artifact_data(found, with_lineage=True), lambda: artifact_tree(found))


@click.command("delete", cls=ExampleCommand, examples=("zenml pipeline artifacts delete training.trainer.model:3",))
@click.argument("artifact")
@deletion_options
@click.pass_obj
def delete_artifact(session: Session, artifact: str, deletion: DeletionOptions) -> None:
    """Delete ARTIFACT (NAME:VERSION or an id) and its files; the runs that used it still say that they did."""
    history = history_in_force(session)
    found = deletion.find(f"artifact '{artifact}'", lambda: find_artifact(history, artifact))
    if found is None:
        return
    readers = len(found.consumers)
    used = f", which {readers} step{'s' if readers != 1 else ''} read," if readers else ""
    what = f"artifact '{found.reference}'{used} and its {size(found.size_bytes)}"
    if deletion.is_wanted(what):
        found.delete()
        say(f"Deleted artifact '{found.reference}'.")


def _table(newest: list[ArtifactView]) -> Table:
    return Table(
        columns=["ARTIFACT", "VERSION", "TYPE", "SIZE", "CREATED", "RUN", "TAGS"],
        rows=[
            [
                each.artifact_name,
                str(each.version),
                each.type.rpartition(":")[2],
                size(each.size_bytes),
                timestamp(each.created_at),
                each.run_name or "(deleted)",
                ", ".join(each.tags),
            ]
            for each in newest
        ],
        when_empty="No artifact matches.",
    )
