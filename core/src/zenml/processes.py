"""Tell one process from every other, also after a reboot or when its number is used again; own children whole."""

from __future__ import annotations

import functools
import os
import platform
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

_MACHINE_ID = Path("/etc/machine-id")
_PROC = Path("/proc")
_DEAD = ("Z", "X")
"""States of a process that ended and was not reaped yet."""

DAEMON_FILE = "daemon.yaml"
"""Says which process a daemon is."""


def daemon_files(folder: Path) -> list[Path]:
    """Return the files of the daemons, running or not, of the component whose folder this is."""
    return [*folder.glob(DAEMON_FILE), *folder.glob(f"*/{DAEMON_FILE}")]


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


def identity_of_process(pid: int) -> ProcessIdentity:
    """Return the identity of a process of this machine; ``started`` is empty if it does not live."""
    return ProcessIdentity(host=_host(), boot=_boot(), pid=pid, started=_started(pid) or "")


def current_process() -> ProcessIdentity:
    """Return the identity of the calling process, also right after a fork."""
    return _remembered_identity(os.getpid())


def ran_here(identity: ProcessIdentity) -> bool:
    """Say whether this machine can tell what became of the process: it was one of its own, or of an earlier boot."""
    is_over = is_on_this_machine(identity) and bool(_boot()) and identity.boot not in ("", _boot())
    return identity.host == _host() or is_over


def is_on_this_machine(identity: ProcessIdentity) -> bool:
    """Say whether the process was one of this machine, perhaps in another container."""
    return identity.host.partition("/")[0] == _host().partition("/")[0]


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


def is_free(identity: ProcessIdentity) -> bool:
    """Say whether no other process of this machine has got the number of this one."""
    return _started(identity.pid) in (None, identity.started)


def has_group(number: int) -> bool:
    """Say whether a process lives in the process group ``number``; one that waits to be reaped does not."""
    if sys.platform == "darwin":
        lines = _answer_of("ps", "-A", "-o", "pgid=", "-o", "stat=").splitlines()
        return any(line.split()[0] == str(number) and "Z" not in line for line in lines)
    return any(fields[2] == str(number) and fields[0] not in _DEAD for fields in _all_fields())


def start_apart(
    command: Sequence[str], pipes: Sequence[int], environment: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start a child that leads a group and a session of its own, and inherits these descriptors.

    Ctrl-C is for the calling process, not for the child; what the child starts can be ended with it.

    Raises:
        OSError: it cannot be started.
    """
    return subprocess.Popen(
        command, stdin=subprocess.DEVNULL, env=environment, pass_fds=tuple(pipes), start_new_session=True
    )


def end_apart(child: subprocess.Popen[bytes], grace_seconds: float) -> None:
    """Ask a child of ``start_apart`` to end, kill it if it has not after a while, and with it all of its group."""
    with suppress(ProcessLookupError):
        child.send_signal(signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        child.wait(grace_seconds)
    kill_apart(child)
    child.wait()


def kill_apart(child: subprocess.Popen[bytes]) -> None:
    """Kill a child of ``start_apart``, unless it has ended, and what it left in its group."""
    with suppress(ProcessLookupError, PermissionError):  # macOS says the latter of one that only waits to be reaped
        os.killpg(child.pid, signal.SIGKILL)


def manner_of_end(code: int) -> str:
    """Return the words for the exit code of a child, that of a signal below 0."""
    if code >= 0:
        return f"ended itself with exit code {code}"
    remark = ": was there too little memory?" if -code == signal.SIGKILL else ""
    return f"was ended by {signal.Signals(-code).name}{remark}"


_remembered_identity = functools.lru_cache(maxsize=4)(identity_of_process)


@functools.lru_cache(maxsize=1)
def _host() -> str:
    """Return what tells the machine from others, with its process-number space where containers share one.

    Names are no help there: two machines may both be called ``localhost``. See machine-id(5), namespaces(7).
    """
    if sys.platform == "darwin":  # its node name changes with the network it is in
        found = re.search(r'"IOPlatformUUID" = "(.+?)"', _answer_of("ioreg", "-d2", "-c", "IOPlatformExpertDevice"))
        return found[1] if found else platform.node()
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
        state, _, began = _answer_of("ps", "-o", "stat=", "-o", "lstart=", "-p", str(pid)).partition(" ")
        return None if not state or "Z" in state else began.strip()
    fields = _fields_of(pid)
    return None if fields is None or fields[0] in _DEAD else fields[19]


def _all_fields() -> Iterator[list[str]]:
    numbers = [int(entry.name) for entry in os.scandir(_PROC) if entry.name.isdecimal()]
    return (fields for fields in map(_fields_of, numbers) if fields is not None)


def _fields_of(pid: int) -> list[str] | None:
    """Return what proc(5) says of a process, from its state on; ``None`` if there is none."""
    try:
        stat = (_PROC / f"{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    # The command name in field 2 may hold spaces and brackets, so count from its last ")".
    return stat.rpartition(")")[2].split()


def _content_of(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""


def _answer_of(*command: str) -> str:
    """Return what a tool of the system prints, always in the same language and time zone."""
    environment = {**os.environ, "LC_ALL": "C", "TZ": "UTC"}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment).stdout.strip()
