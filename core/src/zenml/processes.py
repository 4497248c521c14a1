"""Tell one process from every other, also after a reboot or when its number is used again."""

from __future__ import annotations

import functools
import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ProcessIdentity:
    """Identify a process for ever: its machine, that machine's boot, its number and its start."""

    host: str
    boot: str
    pid: int
    started: str


def current_process() -> ProcessIdentity:
    """Return the identity of the calling process, also right after a fork."""
    return _identity(os.getpid())


def is_local(identity: ProcessIdentity) -> bool:
    """Say whether this machine can judge if the process is alive."""
    return identity.host == _host()


def is_alive(identity: ProcessIdentity) -> bool:
    """Say whether a process of *this* machine still runs; ask ``is_local`` first."""
    if identity.boot != _boot():
        return False
    return _started(identity.pid) == identity.started


@functools.lru_cache(maxsize=4)
def _identity(pid: int) -> ProcessIdentity:
    return ProcessIdentity(host=_host(), boot=_boot(), pid=pid, started=_started(pid) or "")


@functools.lru_cache(maxsize=1)
def _host() -> str:
    """Return the machine's name, with its process-number space where containers share a machine."""
    try:
        return f"{platform.node()}/{os.stat('/proc/self/ns/pid').st_ino}"
    except OSError:
        return platform.node()


@functools.lru_cache(maxsize=1)
def _boot() -> str:
    if sys.platform == "darwin":
        return _answer_of("sysctl", "-n", "kern.bootsessionuuid")
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def _started(pid: int) -> str | None:
    """Return when a process began, in the kernel's own unit; ``None`` if there is no such process."""
    if sys.platform == "darwin":
        return _answer_of("ps", "-o", "lstart=", "-p", str(pid)) or None
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    # proc(5): the command name in field 2 may hold spaces and brackets, so count from its last ")".
    fields = stat.rpartition(")")[2].split()
    is_zombie = fields[0] in ("Z", "X")
    return None if is_zombie else fields[19]


def _answer_of(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
