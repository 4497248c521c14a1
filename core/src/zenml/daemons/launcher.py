"""Become a daemon: what the process between a starter and its daemon does.

The starter may have threads, must get no child that it would have to reap, and may be killed at any moment. So it
starts this program, which forks once more and ends. The process that is left takes the folder's lock, writes down
that it is the daemon, frees the lock, and turns into the daemon's own program. Whenever any of the three is killed,
there is either nothing, or a daemon that the next starter finds.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NoReturn

from zenml.daemons.identity_file import DaemonRecord, identity_file, living_daemon, write_identity
from zenml.errors import NotFoundError, NotPermittedError, ZenMLError
from zenml.files import PRIVATE_FILE, delete_durably, explained_writing, make_private_folder, remove_leftovers
from zenml.locks import locked
from zenml.processes import current_process

LOCK_FILE = "daemon.lock"
LOG_FILE = "daemon.log"
RUNNING = "running"
FAILED = "failed"


@dataclass(frozen=True)
class Launch:
    """Say what to run as the daemon of a folder."""

    folder: str
    command: Sequence[str]
    environment: Mapping[str, str]
    """What is added to the starter's."""
    working_folder: str

    def to_json(self) -> str:
        return json.dumps(asdict(self))


def main() -> None:
    """Read from stdin what to launch; nothing on stdout, once it is closed, means that it was."""
    launch = Launch(**json.load(sys.stdin))
    if os.fork():
        os._exit(0)
    become_daemon(launch, report=os.dup(sys.stdout.fileno()))  # closed by the exec, unlike a standard stream


def become_daemon(launch: Launch, report: int) -> NoReturn:
    """Turn this process into the daemon, unless there is one already.

    Args:
        launch: what to run.
        report: a descriptor that the starter reads; gets ``RUNNING``, or ``FAILED`` and an error as JSON.
    """
    os.setsid()
    os.umask(0o077)
    try:
        _turn_into_unless_running(launch, report)
    except BrokenPipeError:  # the starter is gone, so nobody wants this daemon any more
        pass
    except ZenMLError as error:
        _answer(report, FAILED, type(error).__name__, error.message, error.hint)
    except Exception as error:  # noqa: BLE001 - nobody else could tell the starter
        _answer(report, FAILED, ZenMLError.__name__, f"{launch.command[0]!r} cannot be started: {error}", "")
    finally:
        os._exit(1)


def _turn_into_unless_running(launch: Launch, report: int) -> None:
    folder = make_private_folder(Path(launch.folder))
    with locked(folder / LOCK_FILE):
        remove_leftovers(folder)
        if living_daemon(folder):
            _answer(report, RUNNING)
            return
        os.write(report, b" ")  # fails without a reader; whitespace is no answer
        record = _prepared(launch, folder)
    _execute(launch, folder, record)


def _prepared(launch: Launch, folder: Path) -> DaemonRecord:
    """Make this process what the daemon's program expects, and known as the daemon."""
    me = current_process()
    if not (me.boot and me.started):
        raise ZenMLError("this machine does not say when a process began", hint="daemons need /proc, as Linux has it")
    _enter_working_folder(launch)
    _replace_streams(folder / LOG_FILE)
    _forget_signals()
    record = DaemonRecord(me, Path(launch.command[0]).name)
    write_identity(folder, record)
    return record


def _execute(launch: Launch, folder: Path, record: DaemonRecord) -> NoReturn:
    environment = {**os.environ, **launch.environment}
    try:
        os.execvpe(launch.command[0], list(launch.command), environment)  # noqa: S606 - no shell is wanted
    except OSError as error:
        with locked(folder / LOCK_FILE):
            if living_daemon(folder) == record:
                delete_durably(identity_file(folder))
        raise _cannot_start(launch, error) from error


def _enter_working_folder(launch: Launch) -> None:
    try:
        os.chdir(launch.working_folder)
    except OSError as error:
        problem = f"{launch.command[0]!r} cannot work in {launch.working_folder}: {error.strerror}"
        raise NotFoundError(problem, hint="name a folder that exists and may be entered") from error


def _replace_streams(log: Path) -> None:
    with explained_writing(log):
        output = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, PRIVATE_FILE)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (output, 1), (output, 2)):
        os.dup2(source, target)


def _forget_signals() -> None:
    """Undo what Python, or a background job, ignores or blocks: programs inherit that, and rarely expect it."""
    for number in signal.valid_signals():
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def _cannot_start(launch: Launch, error: OSError) -> ZenMLError:
    message = f"cannot start {launch.command[0]!r}: {error.strerror}"
    if isinstance(error, FileNotFoundError):
        return NotFoundError(message, hint="give the path of an installed program")
    if isinstance(error, PermissionError):
        return NotPermittedError(message, hint="give the path of a program that may be executed")
    return ZenMLError(message)


def _answer(report: int, *words: str) -> None:
    os.write(report, json.dumps(words).encode())
