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
    if not sys.stdin.isatty() or os.environ.get("CI"):
        raise ZenMLError(f"nobody is there to answer: {question}", hint="use --yes")
    if not _answer(question):
        raise ZenMLError("not confirmed", hint="nothing was changed")


def _answer(question: str) -> bool:
    try:
        return click.confirm(question, err=True)
    except click.Abort as end:
        is_end_of_input = isinstance(end.__context__, EOFError)  # Ctrl-D; Ctrl-C ends the program
        if not is_end_of_input:
            raise
        click.echo(err=True)
        return False
