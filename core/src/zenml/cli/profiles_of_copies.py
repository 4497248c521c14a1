"""Let a command copy from one profile to another."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click

from zenml.cli.offers import offering
from zenml.repository.context import Context

_F = TypeVar("_F", bound=Callable[..., object])


def copy_options(command: _F) -> _F:
    """Add ``--from`` and ``--to``, each the profile in force where it is left out, and ``--exist-ok``."""
    exist_ok = click.option("--exist-ok", is_flag=True, help="Be content with one that is the same.")
    to_profile = click.option(
        "--to", "to_profile", metavar="PROFILE", shell_complete=offering("profiles"), help="The profile to copy to."
    )
    from_profile = click.option(
        "--from",
        "from_profile",
        metavar="PROFILE",
        shell_complete=offering("profiles"),
        help="The profile to copy from.",
    )
    return from_profile(to_profile(exist_ok(command)))


def place(context: Context, target: Context) -> str:
    """Return where a copy is, for the end of a sentence; nothing if it is where the caller works."""
    name = target.profile.name
    return "" if name == context.profile.name else f" in profile '{name}'"


def told_of_copy(is_new: bool, what: str, copy: str) -> str:
    """Return what a user is told."""
    return f"Copied {what} to {copy}." if is_new else f"The {what} is at {copy} already; nothing was changed."
