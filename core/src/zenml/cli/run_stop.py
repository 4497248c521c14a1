"""Stop a run."""

from __future__ import annotations

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.histories import history_in_force
from zenml.cli.opening import say
from zenml.cli.session import Session
from zenml.post_execution.runs import find_run


@click.command("stop", cls=ExampleCommand, examples=("zenml pipeline runs stop NAME",))
@click.argument("run")
@click.option("--timeout", default=10.0, show_default=True, type=click.FloatRange(min=0), help="Seconds to wait.")
@click.option("--force", is_flag=True, help="Record the end at once and kill the run's process.")
@click.pass_obj
def stop_run(session: Session, run: str, timeout: float, force: bool) -> None:
    """Stop the run with the name or id RUN, as Ctrl-C would where it was started."""
    found = find_run(history_in_force(session), run)
    if found.status.is_final:
        say(f"Run {found.name!r} had ended already: {found.status}.")
        return
    found.stop(timeout, is_forced=force)
    say(f"Run {found.name!r} is {found.status}.")
