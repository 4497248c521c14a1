"""Write the graph of a run into a file."""

from __future__ import annotations

from pathlib import Path

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.histories import history_in_force
from zenml.cli.session import Session
from zenml.post_execution.runs import find_run


@click.command(
    "visualize",
    cls=ExampleCommand,
    examples=("zenml pipeline runs visualize NAME", "zenml pipeline runs visualize NAME -o graph.svg"),
)
@click.argument("run")
@click.option(
    "-o",
    "-f",
    "--file",
    type=click.Path(path_type=Path),
    help="Where to; a picture alone if it ends with .svg. Without it, RUN.html in the working folder.",
)
@click.pass_obj
def visualize_run(session: Session, run: str, file: Path | None) -> None:
    """Write the graph of the run with the name or id RUN as a page for the browser, and print where that is.

    The page is one file that needs no network: choose a step in the graph to see its parameters, inputs, outputs,
    error and log.
    """
    found = find_run(history_in_force(session), run)
    click.echo(found.visualize(file))
