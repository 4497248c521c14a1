"""Ask before something is deleted."""

from __future__ import annotations

import os
import sys

import click

from zenml.errors import ZenMLError

yes_option = click.option("-y", "--yes", is_flag=True, help="Delete without asking.")


def confirm(question: str, yes: bool) -> None:
    """Ask on the terminal unless ``yes``; what is not confirmed does not happen.

    Raises:
        ZenMLError: the answer was no, or there is nobody to ask.
    """
    if yes:
        return
    if not is_somebody_there():
        raise ZenMLError(f"nobody is there to answer: {question}", hint="use --yes")
    if not is_yes(question):
        raise ZenMLError("not confirmed", hint="nothing was changed")


def is_somebody_there() -> bool:
    """Say whether a question could be answered: at a terminal, and not in CI."""
    return sys.stdin.isatty() and not os.environ.get("CI")


def is_yes(question: str, *, default: bool = False) -> bool:
    """Ask, and return whether the answer was yes; ENTER means ``default``, the end of the input no."""
    try:
        return click.confirm(question, default=default, err=True)
    except click.Abort as end:
        is_end_of_input = isinstance(end.__context__, EOFError)  # Ctrl-D; Ctrl-C ends the program
        if not is_end_of_input:
            raise
        click.echo(err=True)
        return False
