"""Delete a run."""

from __future__ import annotations

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.confirmation import DeletionOptions, deletion_options
from zenml.cli.histories import history_in_force
from zenml.cli.opening import say
from zenml.cli.session import Session
from zenml.post_execution.runs import find_run


@click.command("delete", cls=ExampleCommand, examples=("zenml pipeline runs delete NAME",))
@click.argument("run")
@deletion_options
@click.pass_obj
def delete_run(session: Session, run: str, deletion: DeletionOptions) -> None:
    """Delete the run with the name or id RUN; its files stay until they are pruned."""
    history = history_in_force(session)
    found = deletion.find(f"run '{run}'", lambda: find_run(history, run))
    if found is None:
        return
    found.check_has_ended()
    if deletion.is_wanted(f"run '{found.name}' of pipeline '{found.pipeline}'"):
        found.delete()
        say(f"Deleted run '{found.name}'. What only it used: zenml pipeline artifacts prune")
