"""Ask before something is deleted."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import NamedTuple, TypeVar

import click

from zenml.cli.opening import say
from zenml.cli.terminal import somebody_answers
from zenml.cli.visible_text import visible
from zenml.errors import NotFoundError, ZenMLError

_F = TypeVar("_F", bound=Callable[..., object])
_T = TypeVar("_T")

yes_option = click.option("-y", "--yes", is_flag=True, help="Do it without asking.")


class DeletionOptions(NamedTuple):
    """Hold how a user wants something to be deleted."""

    yes: bool
    if_exists: bool
    dry_run: bool

    def may_be_gone(self, what: str) -> bool:
        """Say whether it is as good that there is nothing to delete; tells so."""
        if self.if_exists:
            say(f"There is no {what}; nothing was changed.")
        return self.if_exists

    def find(self, what: str, find: Callable[[], _T]) -> _T | None:
        """Return what is to be deleted, ``None`` if it is as good that there is none.

        Raises:
            NotFoundError: there is none, as ``find`` says.
        """
        try:
            return find()
        except NotFoundError:
            if self.may_be_gone(what):
                return None
            raise

    def is_wanted(self, what: str) -> bool:
        """Say whether to go on; what is only tried is told, everything else has to be confirmed.

        Raises:
            ZenMLError: the answer was no, or there is nobody to ask.
        """
        if self.dry_run:
            say(f"Would delete {what}; nothing was changed.")
            return False
        confirm(f"Delete {what}?", self.yes)
        return True


def deletion_options(command: _F) -> Callable[..., object]:
    """Let a command be told how to delete; its callback gets a ``DeletionOptions`` as ``deletion``."""

    @click.option("--dry-run", is_flag=True, help="Only say what would be deleted.")
    @click.option("--if-exists", is_flag=True, help="Be content if there is none.")
    @yes_option
    @wraps(command)
    def with_deletion(*arguments: object, yes: bool, if_exists: bool, dry_run: bool, **options: object) -> object:
        return command(*arguments, deletion=DeletionOptions(yes, if_exists, dry_run), **options)

    return with_deletion


def confirm(question: str, yes: bool) -> None:
    """Ask on the terminal unless ``yes``; what is not confirmed does not happen.

    Raises:
        ZenMLError: the answer was no, or there is nobody to ask.
    """
    if yes:
        return
    if not somebody_answers():
        raise ZenMLError(f"nobody is there to answer: {question}", hint="use --yes")
    if not is_yes(question):
        raise ZenMLError("not confirmed", hint="nothing was changed")


def is_yes(question: str, *, default: bool = False) -> bool:
    """Ask, and return whether the answer was yes; ENTER means ``default``, the end of the input no."""
    try:
        return click.confirm(visible(question), default=default, err=True)
    except click.Abort as end:
        is_end_of_input = isinstance(end.__context__, EOFError)  # Ctrl-D; Ctrl-C ends the program
        if not is_end_of_input:
            raise
        click.echo(err=True)
        return False
