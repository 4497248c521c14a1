"""Start and stop what the components of one kind need, and read what they logged."""

from __future__ import annotations

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.events import tell
from zenml.cli.log_files import print_log
from zenml.cli.offers import offering
from zenml.cli.opening import opened
from zenml.cli.session import Session
from zenml.enums import StackComponentType
from zenml.errors import INTERRUPTED
from zenml.flavors.output import stdout_on_stderr
from zenml.repository.reading import get_component
from zenml.repository.states import bring_component_down, bring_component_up, log_file_of


def up_command(kind: StackComponentType) -> click.Command:
    """Return ``zenml <kind> up``."""

    @click.command(
        "up",
        cls=ExampleCommand,
        examples=(f"zenml {kind.command_name} up",),
        help=f"Start what the {kind.words} NAME, without a name that of the active stack, needs on this machine.",
    )
    @click.argument("name", required=False, shell_complete=offering("components", kind))
    @click.pass_obj
    def bring_up(session: Session, name: str | None) -> None:
        context = opened(session, explains_missing_repository=True)
        name = get_component(context, kind, name).name
        tell(bring_component_up(context, kind, name), f"Nothing had to be started for {kind.words} '{name}'.")

    return bring_up


def down_command(kind: StackComponentType) -> click.Command:
    """Return ``zenml <kind> down``."""

    @click.command(
        "down",
        cls=ExampleCommand,
        examples=(f"zenml {kind.command_name} down", f"zenml {kind.command_name} down mine --force"),
        help=f"Stop what runs on this machine for the {kind.words} NAME, without a name that of the active stack.",
    )
    @click.argument("name", required=False, shell_complete=offering("components", kind))
    @click.option("--force", is_flag=True, help="Also remove what was set up, with its data.")
    @click.pass_obj
    def bring_down(session: Session, name: str | None, force: bool) -> None:
        context = opened(session, explains_missing_repository=True)
        name = get_component(context, kind, name).name
        events = bring_component_down(context, kind, name, force=force)
        tell(events, f"Nothing had to be stopped for {kind.words} '{name}'.")

    return bring_down


def logs_command(kind: StackComponentType) -> click.Command:
    """Return ``zenml <kind> logs``."""

    @click.command(
        "logs",
        cls=ExampleCommand,
        examples=(f"zenml {kind.command_name} logs --lines 20", f"zenml {kind.command_name} logs -f"),
        help=f"Print what the daemon of the {kind.words} NAME, without a name that of the active stack, logged.",
    )
    @click.argument("name", required=False, shell_complete=offering("components", kind))
    @click.option("-f", "--follow", is_flag=True, help="Go on with what it logs from now on, until Ctrl-C.")
    @click.option("-n", "--lines", type=click.IntRange(min=0), metavar="N", help="Begin with the last N lines.")
    @click.pass_obj
    def show_logs(session: Session, name: str | None, follow: bool, lines: int | None) -> None:
        context = opened(session, explains_missing_repository=True)
        with stdout_on_stderr():
            log = log_file_of(context, kind, name)
        try:
            print_log(log, lines, follow=follow)
        except KeyboardInterrupt:  # the way to end it, so there is nothing to say
            raise click.exceptions.Exit(INTERRUPTED) from None

    return show_logs
