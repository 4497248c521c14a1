"""Refuse to take away what the daemons of this machine, and whoever wants to stop them, depend on."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable
from pathlib import Path

from zenml.config.paths import local_stores_folder
from zenml.daemons.daemon import SCHEDULER_FOLDER, running_daemons
from zenml.errors import ConflictError
from zenml.models.records import ComponentRecord
from zenml.processes import daemon_files


def refuse_running_in(folders: Iterable[Path], stop: Callable[[Path], str]) -> None:
    """Refuse to go on while a daemon runs in a folder of a component.

    Args:
        folders: each that of one component.
        stop: says which command stops what runs in one of them.

    Raises:
        ConflictError: one does.
    """
    for folder in folders:
        for daemon in running_daemons(folder):
            raise ConflictError(f"the daemon of {daemon.folder} runs", hint=f"stop it first: {stop(folder)}")


def stopping_command(profile: str, component: ComponentRecord) -> str:
    """Return the command that stops what runs for a component, of an orchestrator first its scheduler."""
    if daemon_files(local_stores_folder() / component.uuid / SCHEDULER_FOLDER):
        stop = ["zenml", "--profile", profile, "pipeline", "schedule", "stop", "--orchestrator", component.name]
        return shlex.join(stop)
    words = ["zenml", "--profile", profile, component.type.command_name, "down", component.name, "--force"]
    return shlex.join(words)


def runs_here(uuid: str) -> bool:
    """Say whether a daemon of a component runs on this machine; its class is not needed."""
    return bool(running_daemons(local_stores_folder() / uuid))
