"""Hold small programs for daemons, and ask how they are."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable
from pathlib import Path

from zenml.daemons import Daemon
from zenml.daemons.identity_file import DaemonRecord, living_daemon, write_identity
from zenml.processes import ProcessIdentity

FOREVER = ["sleep", "1000"]


def python(program: str, *arguments: str) -> list[str]:
    """Return the command that runs a Python program whose output is not buffered."""
    return [sys.executable, "-u", "-c", program, *arguments]


def printed(daemon: Daemon, text: str) -> Callable[[], bool]:
    """Return what says whether the daemon has printed a text by now."""
    return lambda: text in daemon.log_file.read_text()


def identity_of(daemon: Daemon) -> ProcessIdentity:
    record = living_daemon(daemon.folder)
    assert record is not None
    return record.identity


def claim(folder: Path, identity: ProcessIdentity, **changes: object) -> None:
    """Write down that a process is the daemon of a folder."""
    folder.mkdir(exist_ok=True)
    write_identity(folder, DaemonRecord(dataclasses.replace(identity, **changes), "sleep"))  # type: ignore[arg-type]
