"""Tell one process from every other, also after a reboot or when its number is used again."""

from __future__ import annotations

import functools
import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

_MACHINE_ID = Path("/etc/machine-id")
_PROC = Path("/proc")


@dataclass(frozen=True)
class ProcessIdentity:
    """Identify a process for ever: its machine, that machine's boot, its number and its start."""

    host: str
    boot: str
    pid: int
    started: str


class LockHolder(NamedTuple):
    """Name a process that holds a lock."""

    pid: int
    command: str
    """The name of its program, without arguments: these may be secret."""


def current_process() -> ProcessIdentity:
    """Return the identity of the calling process, also right after a fork."""
    return _identity(os.getpid())


def is_local(identity: ProcessIdentity) -> bool:
    """Say whether this machine can judge, by ``is_alive``, if the process is alive.

    It cannot after a reboot, nor where ``/proc`` is missing: only the silence of a process tells there.
    """
    return bool(identity.boot) and (identity.host, identity.boot) == (_host(), _boot())


def is_alive(identity: ProcessIdentity) -> bool:
    """Say whether a process of *this* machine still runs; ask ``is_local`` first."""
    return _started(identity.pid) == identity.started


def holder_of_lock(path: Path) -> LockHolder | None:
    """Return who holds the lock on a file, ``None`` where the machine does not say: see proc_locks(5)."""
    try:
        file = os.stat(path)
        locks = [line.split() for line in (_PROC / "locks").read_text().splitlines()]
    except OSError:
        return None
    wanted = f"{os.major(file.st_dev):02x}:{os.minor(file.st_dev):02x}:{file.st_ino}"
    # A "->" in the second field marks one who waits; a process of another container has no number here.
    pids = [int(fields[4]) for fields in locks if fields[1] != "->" and fields[5] == wanted]
    holder = next((pid for pid in pids if pid > 0), None)
    return LockHolder(holder, _content_of(_PROC / f"{holder}/comm") or "ended by now") if holder else None


@functools.lru_cache(maxsize=4)
def _identity(pid: int) -> ProcessIdentity:
    return ProcessIdentity(host=_host(), boot=_boot(), pid=pid, started=_started(pid) or "")


@functools.lru_cache(maxsize=1)
def _host() -> str:
    """Return what tells the machine from others, with its process-number space where containers share one.

    Names are no help there: two machines may both be called ``localhost``. See machine-id(5), namespaces(7).
    """
    machine = _content_of(_MACHINE_ID) or platform.node()
    try:
        return f"{machine}/{(_PROC / 'self/ns/pid').stat().st_ino}"
    except OSError:
        return machine


@functools.lru_cache(maxsize=1)
def _boot() -> str:
    """Return the name of the machine's present boot, ``""`` if it does not say."""
    if sys.platform == "darwin":
        return _answer_of("sysctl", "-n", "kern.bootsessionuuid")
    return _content_of(_PROC / "sys/kernel/random/boot_id")


def _started(pid: int) -> str | None:
    """Return when a process began, in the kernel's own unit; ``None`` if there is no such process."""
    if sys.platform == "darwin":
        return _answer_of("ps", "-o", "lstart=", "-p", str(pid)) or None
    try:
        stat = (_PROC / f"{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    # proc(5): the command name in field 2 may hold spaces and brackets, so count from its last ")".
    fields = stat.rpartition(")")[2].split()
    is_zombie = fields[0] in ("Z", "X")
    return None if is_zombie else fields[19]


def _content_of(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""


def _answer_of(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
