"""Show on stderr what the product logs, as far as ``ZENML_LOG_LEVEL`` asks for it."""

from __future__ import annotations

import logging
import os

from zenml.cli.session import LEVEL_VARIABLE
from zenml.cli.visible_text import visible
from zenml.errors import ConfigurationError
from zenml.names import did_you_mean
from zenml.redaction import redacted

_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
_DEFAULT = "WARNING"


def show_log() -> None:
    """Print from now on what is logged, one line a message.

    Raises:
        ConfigurationError: the variable names no level.
    """
    level = os.environ.get(LEVEL_VARIABLE, "").upper() or _DEFAULT
    if level not in _LEVELS:
        raise ConfigurationError(f"{LEVEL_VARIABLE} is {level!r}, which is no level", hint=did_you_mean(level, _LEVELS))
    logger = logging.getLogger("zenml")
    logger.setLevel(level)
    if not logger.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(_Redacting())
        logger.addHandler(handler)


class _Redacting(logging.Formatter):
    """Write messages without the secrets that this process has seen, and without control characters."""

    def format(self, record: logging.LogRecord) -> str:
        return visible(redacted(super().format(record)))
