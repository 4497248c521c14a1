"""Begin anew, or make room on this machine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.confirmation import confirm, yes_option
from zenml.cli.logs import show_log
from zenml.cli.opening import opened, say
from zenml.cli.session import Session
from zenml.errors import UsageError
from zenml.repository import cleaning, local_data


@click.command(cls=ExampleCommand, examples=("zenml clean --dry-run", "zenml clean --local --yes"))
@click.option("--local", "only_data", is_flag=True, help="Remove what the active stack's components keep here.")
@click.option("--secrets", "with_secrets", is_flag=True, help="With --local: also what its secrets manager keeps.")
@click.option("--dry-run", is_flag=True, help="Only say what would be removed.")
@yes_option
@click.pass_obj
def clean(session: Session, only_data: bool, with_secrets: bool, dry_run: bool, yes: bool) -> None:
    """Remove the repository's .zen and the global configuration, and make a new default profile.

    Artifacts, runs and secrets that are kept in the configuration folder go, too. Stores of profiles that lie
    elsewhere stay. With --local, everything that is registered stays, and only data go: artifacts and runs.
    """
    if only_data:
        _clean_local_data(session, with_secrets, dry_run, yes)
    elif with_secrets:
        raise UsageError("--secrets goes with --local", hint="without it, zenml clean removes them anyway")
    else:
        _clean_everything(dry_run, yes)


def _clean_everything(dry_run: bool, yes: bool) -> None:
    show_log()
    found = cleaning.find_everything()
    for profile in found.kept:
        say(f"The store of profile '{profile.name}' stays in {profile.url}")
    if dry_run or not found.paths:
        _list(found.paths)
    else:
        confirm(_question(found.paths), yes)
    if not dry_run:
        cleaning.clean_everything(say)


def _clean_local_data(session: Session, with_secrets: bool, dry_run: bool, yes: bool) -> None:
    found = local_data.local_data(opened(session), with_secrets=with_secrets)
    for data in (data for data in found if data.trouble):
        kind, name = data.component.type.words, data.component.name
        say(f"What the {kind} '{name}' keeps in other places stays, since it cannot be asked: {data.trouble}")
    paths = [path for data in found for path in data.paths]
    if dry_run or not paths:
        _list(paths)
        return
    confirm(_question(paths), yes)
    local_data.remove_local_data(paths, say)


def _list(paths: Sequence[Path]) -> None:
    for path in paths:
        say(f"Would remove {path}")
    if not paths:
        say("There is nothing to remove.")


def _question(paths: Sequence[Path]) -> str:
    return f"Remove {', '.join(map(str, paths))}?"
