"""Let lists be asked for a part of what they show."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click

from zenml.errors import UsageError
from zenml.names import checked_tag, is_text

_F = TypeVar("_F", bound=Callable[..., object])


def filter_option(name: str, description: str) -> Callable[[_F], _F]:
    """Return an option whose value is compared with what is stored."""
    return click.option(name, callback=_checked, help=description)


def tag_filter_option(description: str) -> Callable[[_F], _F]:
    """Return an option whose value is compared with tags, which are lower-cased."""
    return click.option("--tag", callback=_tag, help=description)


def page_options(command: _F) -> _F:
    """Let a list be turned over like pages."""
    limit = click.option(
        "--limit", type=click.IntRange(min=1), default=50, show_default=True, help="How many, at most."
    )
    offset = click.option(
        "--offset", type=click.IntRange(min=0), default=0, help="How many of the newest to leave out."
    )
    return limit(offset(command))


def _checked(_context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None and not is_text(value):
        raise UsageError(f"nothing can be called {value!r}", hint=f"give {parameter.opts[0]} as text in UTF-8")
    return value


def _tag(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    given = _checked(context, parameter, value)
    return None if given is None else checked_tag(given)
