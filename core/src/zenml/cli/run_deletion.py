"""Delete a run."""

from __future__ import annotations

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.confirmation import DeletionOptions, deletion_options
from zenml.cli.opening import opened, say
from zenml.cli.session import Session
from zenml.errors import ConflictError, NotFoundError
from zenml.post_execution.history import History
from zenml.post_execution.runs import RunView, find_run
from zenml.repository.history import open_history


@click.command("delete", cls=ExampleCommand, examples=("zenml pipeline runs delete NAME",))
@click.argument("run")
@deletion_options
@click.pass_obj
def delete_run(session: Session, run: str, deletion: DeletionOptions) -> None:
    """Delete the run with the name or id RUN; its files stay until they are pruned."""
    found = _found(open_history(opened(session, explains_missing_repository=True)), run, deletion)
    if found is None:
        return
    if not found.status.is_final:
        raise ConflictError(
            f"run {found.name!r} has not ended: it is {found.status}", hint=f"zenml pipeline runs stop {found.name}"
        )
    if deletion.is_wanted(f"run '{found.name}' of pipeline '{found.pipeline}'"):
        found.delete()
        say(f"Deleted run '{found.name}'. What only it used: zenml pipeline artifacts prune")


def _found(history: History, run: str, deletion: DeletionOptions) -> RunView | None:
    try:
        return find_run(history, run)
    except NotFoundError:
        if deletion.may_be_gone(f"run '{run}'"):
            return None
        raise
