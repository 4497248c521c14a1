"""See and stop what runs on a schedule, and what starts it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.confirmation import DeletionOptions, deletion_options
from zenml.cli.entries import Entry
from zenml.cli.groups import LazyGroup
from zenml.cli.offers import offering
from zenml.cli.opening import opened, say
from zenml.cli.session import Session
from zenml.enums import StackComponentType
from zenml.orchestrators import BaseOrchestrator
from zenml.repository.schedules import orchestrator_with_schedules

_F = TypeVar("_F", bound=Callable[..., object])
_COMMANDS = {
    "list": Entry("zenml.cli.schedule_list:list_schedules", "List the schedules, and whether they are looked after"),
    "start": Entry("zenml.cli.schedule:start", "Start the scheduler, which starts the runs"),
    "stop": Entry("zenml.cli.schedule:stop", "Stop the scheduler"),
    "pause": Entry("zenml.cli.schedule:pause", "Let a schedule rest"),
    "resume": Entry("zenml.cli.schedule:resume", "Let a schedule go on"),
    "delete": Entry("zenml.cli.schedule:delete", "Delete a schedule"),
}


@click.group(cls=LazyGroup, path="pipeline schedule", entries=_COMMANDS)
def schedule() -> None:
    """See and stop what runs on a schedule; run(schedule=...) in Python adds a schedule."""


def orchestrator_option(command: _F) -> _F:
    """Let a command be told whose schedules it is about."""
    option = click.option(
        "--orchestrator",
        metavar="NAME",
        help="Whose schedules; without it, those of the active stack's.",
        shell_complete=offering("components", StackComponentType.ORCHESTRATOR),
    )
    return option(command)


def chosen_orchestrator(session: Session, name: str | None) -> BaseOrchestrator:
    """Return the orchestrator that a command is about."""
    return orchestrator_with_schedules(opened(session, explains_missing_repository=True), name)


@click.command("start", cls=ExampleCommand, examples=("zenml pipeline schedule start",))
@orchestrator_option
@click.pass_obj
def start(session: Session, orchestrator: str | None) -> None:
    """Start the scheduler, which works on when this terminal is closed; until then nothing is run on a schedule."""
    chosen = chosen_orchestrator(session, orchestrator)
    did = "runs now" if chosen.start_scheduler() else "runs already"
    log = chosen.scheduler.log_file
    say(f"The scheduler of orchestrator {chosen.name!r} {did}.{f' Its log: {log}' if log else ''}")


@click.command("stop", cls=ExampleCommand, examples=("zenml pipeline schedule stop",))
@orchestrator_option
@click.pass_obj
def stop(session: Session, orchestrator: str | None) -> None:
    """Stop the scheduler; the schedules stay, and runs that it started go on."""
    chosen = chosen_orchestrator(session, orchestrator)
    did = "does not run any more" if chosen.stop_scheduler() else "did not run"
    say(f"The scheduler of orchestrator {chosen.name!r} {did}.")


@click.command("pause", cls=ExampleCommand, examples=("zenml pipeline schedule pause nightly",))
@click.argument("name")
@orchestrator_option
@click.pass_obj
def pause(session: Session, name: str, orchestrator: str | None) -> None:
    """Let the schedule NAME rest; what is due meanwhile is not made up for."""
    chosen_orchestrator(session, orchestrator).pause_schedule(name, is_paused=True)
    say(f"Schedule {name!r} rests.")


@click.command("resume", cls=ExampleCommand, examples=("zenml pipeline schedule resume nightly",))
@click.argument("name")
@orchestrator_option
@click.pass_obj
def resume(session: Session, name: str, orchestrator: str | None) -> None:
    """Let the schedule NAME go on, with what is due from now on."""
    chosen_orchestrator(session, orchestrator).pause_schedule(name, is_paused=False)
    say(f"Schedule {name!r} goes on.")


@click.command("delete", cls=ExampleCommand, examples=("zenml pipeline schedule delete nightly",))
@click.argument("name")
@orchestrator_option
@deletion_options
@click.pass_obj
def delete(session: Session, name: str, orchestrator: str | None, deletion: DeletionOptions) -> None:
    """Delete the schedule NAME; its runs stay, and one that has begun goes on."""
    chosen = chosen_orchestrator(session, orchestrator)
    what = f"schedule '{name}'"
    if deletion.find(what, lambda: chosen.get_schedule(name)) is None:
        return
    if deletion.is_wanted(what):
        chosen.delete_schedule(name)
        say(f"Deleted schedule '{name}'.")
