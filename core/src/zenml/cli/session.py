"""Hold what the options before the command choose."""

from __future__ import annotations

import os
from typing import NamedTuple

DEBUG_VARIABLE = "ZENML_DEBUG"


class Session(NamedTuple):
    """Hold the profile and the stack that the command line chose; ``None`` where it left the choice open."""

    profile: str | None = None
    stack: str | None = None


def is_debugging() -> bool:
    """Say whether ``--debug`` or ``ZENML_DEBUG=1`` asks for tracebacks."""
    return os.environ.get(DEBUG_VARIABLE, "") not in ("", "0")
