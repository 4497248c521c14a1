"""Write a page that shows a run and its graph."""

from __future__ import annotations

from pathlib import Path

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.opening import opened, say
from zenml.cli.session import Session
from zenml.post_execution.runs import find_run
from zenml.repository.history import open_history


@click.command("visualize", cls=ExampleCommand, examples=("zenml pipeline runs visualize NAME --file run.html",))
@click.argument("run")
@click.option("-f", "--file", type=click.Path(path_type=Path), help="Where to; .svg means the graph alone.")
@click.pass_obj
def visualize_run(session: Session, run: str, file: Path | None) -> None:
    """Write an HTML page, which needs no server, about the run with the name or id RUN."""
    found = find_run(open_history(opened(session, explains_missing_repository=True)), run)
    say(f"Run '{found.name}' is shown by {found.visualize(file)}")
