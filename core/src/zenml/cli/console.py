"""Know what stdout can show."""

from __future__ import annotations

import os
import sys

from rich.console import Console

from zenml.cli.output import ACTIVE
from zenml.cli.visible_text import visible

_UNLIMITED = 100_000


def make_console() -> Console:
    """Return a console on stdout: what is no terminal gets lines of any length, and no escape byte."""
    is_terminal = sys.stdout.isatty()
    is_plain = not is_terminal or bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    return Console(
        width=None if is_terminal else _UNLIMITED,
        force_terminal=is_terminal,
        color_system=None if is_plain else "auto",
        markup=False,
        emoji=False,
        highlight=False,
    )


def printable(text: str, console: Console) -> str:
    """Return text without control characters, in what the encoding has."""
    if console.options.ascii_only:
        text = text.replace(ACTIVE, "*")
    return visible(text)
