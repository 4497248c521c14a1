"""Open what a command works on, and say on stderr where that is."""

from __future__ import annotations

import click

from zenml.cli.logs import show_log
from zenml.cli.session import Session
from zenml.cli.visible_text import visible
from zenml.enums import StackComponentType
from zenml.flavors.registry import catalogue
from zenml.flavors.rows import Row
from zenml.repository.context import Context, open_context, open_context_if_used
from zenml.repository.flavors import list_flavors


def say(line: str) -> None:
    """Print a status line, unless --quiet does without; stdout is for data."""
    if not is_quiet():
        click.echo(visible(line), err=True)


def is_quiet() -> bool:
    """Say whether --quiet was given; only the thread that runs the command knows."""
    context = click.get_current_context(silent=True)
    session = context.find_root().obj if context else None
    return isinstance(session, Session) and session.is_quiet


def opened(session: Session, *, explains_missing_repository: bool = False) -> Context:
    """Return the profile, stack and repository in force, after saying which they are.

    Args:
        session: what the options before the command chose.
        explains_missing_repository: true of stack, component and pipeline commands, which users expect to
            work on a repository.
    """
    show_log()
    context = open_context(profile=session.profile, stack=session.stack, announce=say, explain=say)
    for line in context.where_lines(with_missing_repository=explains_missing_repository):
        say(line)
    return context


def all_flavors(session: Session, component_type: StackComponentType) -> list[Row]:
    """Return the flavors of packages and of the profile in force, without a word about where that is.

    A listing makes no profile and migrates no repository.
    """
    context = open_context_if_used(profile=session.profile, stack=session.stack)
    return list_flavors(context, component_type) if context else list(catalogue().flavors(component_type))
