"""Know whether somebody sits at the other end of stdin."""

from __future__ import annotations

import os
import sys


def somebody_answers() -> bool:
    """Say whether there is a terminal at which somebody may answer; in CI nobody does."""
    return sys.stdin.isatty() and not os.environ.get("CI")
