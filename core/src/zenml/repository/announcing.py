"""Tell Python users, once per process and through the ``zenml`` logger, where their code works."""

from __future__ import annotations

import logging
import threading

from zenml.repository.context import Context, open_context
from zenml.sources import main_script_folder

logger = logging.getLogger("zenml")


def open_announced_context() -> Context:
    """Find out where a Python program stands; what the command line prints is logged, the first time.

    Without a repository, its code is looked for beside the main script.
    """
    context = open_context(source_root=main_script_folder(), announce=logger.info)
    _announce_once(context)
    return context


def mark_as_announced() -> None:
    """Log nothing any more in this process: the command line has said it."""
    _is_announced.set()


_is_announced = threading.Event()


def _announce_once(context: Context) -> None:
    if _is_announced.is_set():
        return
    mark_as_announced()
    for line in context.where_lines(with_missing_repository=True):
        # A warning, which Python shows on stderr without any handler, for what a user may not have wanted.
        log = logger.info if line.startswith("Running") else logger.warning
        log(line)
