"""Remember which process a daemon is, beyond the life of whoever started it."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from pathlib import Path

from zenml.documents import write_document
from zenml.errors import StoreUnreachableError
from zenml.fields import Fields
from zenml.processes import DAEMON_FILE, ProcessIdentity, is_alive, is_local, is_on_this_machine, ran_here

_FORMAT_VERSION = 1
_LOWEST_NUMBER = 2
"""Signals to the groups 0 and 1 would hit the caller, or everybody."""


@dataclass(frozen=True)
class DaemonRecord:
    """Hold which process a daemon is, or was."""

    identity: ProcessIdentity
    command: str
    """The name of its program, for people; what follows it may be secret."""


def identity_file(folder: Path) -> Path:
    """Return the path of the file that says which process is the daemon of ``folder``."""
    return folder / DAEMON_FILE


def write_identity(folder: Path, record: DaemonRecord) -> None:
    """Make it known, safe from a power cut, which process is the daemon of ``folder``."""
    identity = record.identity
    document = {
        "version": _FORMAT_VERSION,
        "command": record.command,
        "machine": platform.node(),
        "host": identity.host,
        "boot": identity.boot,
        "pid": identity.pid,
        "started": identity.started,
    }
    write_document(identity_file(folder), document)


def living_daemon(folder: Path) -> DaemonRecord | None:
    """Return the daemon of ``folder`` if it runs; a number that another process has got by now is not it.

    Raises:
        StoreUnreachableError: it was started on another machine, which alone can say whether it still runs.
        ConfigurationError: its file is damaged, or a newer version of the product wrote it.
    """
    path = identity_file(folder)
    try:
        fields = Fields.read(path)
    except FileNotFoundError:
        return None
    record = _record(fields)
    if not ran_here(record.identity):
        is_near = is_on_this_machine(record.identity)
        there = "in another container of this machine" if is_near else "on another machine"
        raise StoreUnreachableError(
            f"the daemon {record.command!r} of {folder} was started {there}, {fields.text('machine')!r}",
            hint=f"stop it there; if that {'container' if is_near else 'machine'} is gone, delete {path}",
        )
    return record if is_local(record.identity) and is_alive(record.identity) else None


def _record(fields: Fields) -> DaemonRecord:
    fields.check_version(_FORMAT_VERSION, "the identity of a daemon")
    pid = fields.number("pid")
    if pid < _LOWEST_NUMBER:
        raise fields.error(f"'pid' is {pid}, which no daemon can have", "pid")
    identity = ProcessIdentity(fields.text("host"), fields.text("boot"), pid, fields.text("started"))
    return DaemonRecord(identity, fields.text("command"))
