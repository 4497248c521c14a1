"""Run one command, and turn whatever it raises into lines on stderr and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import cast

import click
from click.exceptions import Exit

from zenml.cli.root import root
from zenml.sources import load

UNREAD = 1
"""The exit code when the reader of stdout went away; nothing is said, as nobody is there to read it."""


def run(words: Sequence[str]) -> int:
    """Run ``zenml`` on these words and return its exit code.

    An interruption, and a ``sys.exit`` in a user's own code, pass.
    """
    try:
        with root.make_context("zenml", list(words), terminal_width=_help_width()) as context:
            root.invoke(context)
        sys.stdout.flush()
    except Exit as end:
        return end.exit_code
    except click.Abort:  # Ctrl-C at a question
        raise KeyboardInterrupt from None
    except BrokenPipeError:
        return UNREAD
    except Exception as error:  # noqa: BLE001 - the one catch at the top
        # By address: what succeeds need not pay for what a failure says.
        return cast("Callable[[Exception, Sequence[str]], int]", load("zenml.cli.failures:report"))(error, words)
    return 0


def _help_width() -> int:
    """Return the width of help texts by click's own rule, which costs a tenth of a whole help to ask for."""
    try:
        columns = int(os.environ.get("COLUMNS") or 0) or os.get_terminal_size().columns
    except (ValueError, OSError):
        columns = 80
    return max(min(columns, 80) - 2, 50)
