"""Refuse to take away what the daemons of this machine, and whoever wants to stop them, depend on."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from zenml.daemons.daemon import running_daemons
from zenml.errors import ConflictError


def refuse_running_in(folders: Iterable[Path], stop: str) -> None:
    """Refuse to go on while a daemon runs in a folder of a component.

    Args:
        folders: each that of one component.
        stop: the command that stops what runs.

    Raises:
        ConflictError: one does.
    """
    for folder in folders:
        for daemon in running_daemons(folder):
            raise ConflictError(f"the daemon of {daemon.folder} runs", hint=f"stop it first: {stop}")
