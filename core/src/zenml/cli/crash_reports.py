"""Save what a maintainer wants to know about an error that nobody expected."""

from __future__ import annotations

import os
import platform
import sys
import traceback
from collections.abc import Iterator, Sequence
from datetime import datetime, timezone
from pathlib import Path

import click

from zenml import __version__
from zenml.cli.root import root
from zenml.config.paths import reports_folder
from zenml.errors import ZenMLError
from zenml.files import make_private_folder, write_atomically
from zenml.redaction import redacted


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
        f"command: zenml {' '.join(_shown(words))}",
    ]
    return redacted("\n".join([*facts, "", *traceback.format_exception(error)]))


def _shown(words: Sequence[str]) -> Iterator[str]:
    """Keep the names of commands and options only: every other word may be secret."""
    command: click.Command | None = root
    for word in words:
        inner = command.get_command(click.Context(command), word) if isinstance(command, click.Group) else None
        if inner is not None:
            command = inner
            yield word
        elif word.startswith("--"):
            yield f"{word.partition('=')[0]}{'=…' if '=' in word else ''}"
        else:
            yield word[:2] if word.startswith("-") else "…"
