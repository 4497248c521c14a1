"""Save what a maintainer wants to know about an error that nobody expected."""

from __future__ import annotations

import os
import platform
import sys
import traceback
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path

from zenml import __version__
from zenml.config.paths import reports_folder
from zenml.errors import ZenMLError
from zenml.files import make_private_folder, write_atomically


def save_crash_report(error: Exception, words: Sequence[str]) -> Path | None:
    """Write a report below ``<config>/reports`` and return its path; ``None`` where nothing can be written."""
    now = datetime.now(timezone.utc)
    try:
        folder = make_private_folder(reports_folder())
        path = folder / f"{now:%Y%m%dT%H%M%SZ}-{os.getpid()}.txt"
        write_atomically(path, _text(error, words, now).encode(errors="backslashreplace"))
    except (ZenMLError, OSError):
        return None
    return path


def _text(error: Exception, words: Sequence[str], now: datetime) -> str:
    facts = [
        f"zenml {__version__}, Python {platform.python_version()}, {platform.platform()}",
        f"at {now.isoformat()}, in {sys.prefix}",
        f"command: zenml {' '.join(map(_without_value, words))}",
    ]
    return "\n".join([*facts, "", *traceback.format_exception(error)])


def _without_value(word: str) -> str:
    """Keep the name of an option only: its value may be secret."""
    name, separator, _ = word.partition("=")
    return f"{name}{separator}…" if separator else word
