"""Let a command copy from one profile to another."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click

from zenml.cli.offers import offering
from zenml.repository.context import Context
from zenml.repository.reading import get_profile

_F = TypeVar("_F", bound=Callable[..., object])


def profile_options(command: _F) -> _F:
    """Add ``--from`` and ``--to``, each the profile in force where it is left out."""
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
    return from_profile(to_profile(command))


def both_profiles(context: Context, from_profile: str | None, to_profile: str | None) -> tuple[Context, Context]:
    """Return where to copy from and where to.

    Raises:
        NotFoundError: there is no such profile.
    """
    for name in filter(None, (from_profile, to_profile)):
        get_profile(context, name)
    return context.on_profile(from_profile), context.on_profile(to_profile)


def place(context: Context, target: Context) -> str:
    """Return where a copy is, for the end of a sentence; nothing if it is where the caller works."""
    name = target.profile.name
    return "" if name == context.profile.name else f" in profile '{name}'"
