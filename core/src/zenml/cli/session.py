"""Hold what the options before the command choose."""

from __future__ import annotations

import os
from typing import NamedTuple

DEBUG_VARIABLE = "ZENML_DEBUG"
LEVEL_VARIABLE = "ZENML_LOG_LEVEL"
NO_COLOR_VARIABLE = "NO_COLOR"


class Session(NamedTuple):
    """Hold what the options before the command chose; ``None`` where they left a choice open."""

    profile: str | None = None
    stack: str | None = None
    is_quiet: bool = False
    """Whether only errors are said on stderr."""


def is_debugging() -> bool:
    """Say whether ``--debug`` or ``ZENML_DEBUG=1`` asks for tracebacks."""
    return os.environ.get(DEBUG_VARIABLE, "") not in ("", "0")
