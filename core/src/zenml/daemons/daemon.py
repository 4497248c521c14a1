"""Start and stop a process that belongs to a component, and know it again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from zenml import errors
from zenml.daemons.groups import end_group, wait_for_end
from zenml.daemons.identity_file import identity_file, living_daemon
from zenml.daemons.launcher import FAILED, LOCK_FILE, LOG_FILE, Launch
from zenml.errors import ZenMLError
from zenml.files import delete_durably
from zenml.locks import locked
from zenml.processes import ProcessIdentity, daemon_files

SCHEDULER_FOLDER = "scheduler"
"""In the folder of an orchestrator, that of the daemon which starts the runs of its schedules."""
_LAUNCHER = "import sys; sys.path[:] = sys.argv[1:]; from zenml.daemons.launcher import main; main()"
_FIRST_MOMENTS_SECONDS = 0.5
"""How long a daemon is watched that cannot say that it is ready."""
_POLL_SECONDS = 0.05
_MOST_LINES = 10
_MOST_BYTES = 4000


@dataclass(frozen=True)
class Daemon:
    """Own one process of this machine, which works on when the terminal, or who started it, is gone.

    The folder is private to the daemon: it holds which process it is (``daemon.yaml``), what it prints
    (``daemon.log``) and a lock, so that of many starters one wins. A component takes that of its own uuid.

    Every method raises StoreUnreachableError when another machine that shares the folder started the daemon: only
    that one can tell whether it runs, and stop it.

    Example::

        daemon = Daemon(local_store_folder(self.uuid) / "server")
        daemon.start([sys.executable, "-m", "http.server", "8000", "--bind", "127.0.0.1"], ready=self._answers)
    """

    folder: Path

    @property
    def log_file(self) -> Path:
        """Return the file to which the daemon's stdout and stderr are appended; it may not exist yet."""
        return self.folder / LOG_FILE

    @property
    def is_running(self) -> bool:
        """Say whether the daemon runs."""
        return self.process is not None

    @property
    def process(self) -> ProcessIdentity | None:
        """Return which process the daemon is, ``None`` if it does not run."""
        daemon = living_daemon(self.folder)
        return daemon.identity if daemon else None

    def start(
        self,
        command: Sequence[str | os.PathLike[str]],
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        *,
        ready: Callable[[], bool] | None = None,
        timeout_seconds: float = 60.0,
    ) -> bool:
        """Start the daemon unless it runs, and say whether this call started it.

        It gets a session of its own, no input, the file mode mask 077, and signals as a new program expects them.

        Args:
            command: the program, looked up in ``PATH``, and its arguments.
            env: variables to add to those of this process.
            cwd: the folder to work in; without one, the daemon's own.
            ready: says whether the daemon can be used by now; an ``OSError`` means not yet. Also asked of a daemon
                that was running, as another process may have started it a moment ago.
            timeout_seconds: how long that may take. A daemon started here that is not ready by then is stopped.

        Raises:
            NotFoundError: there is no such program.
            ZenMLError: the daemon ended at once, or did not get ready; the last lines of its log are in the message.
            NotPermittedError: the program may not be executed, or the folder may not be written.
        """
        log_start = self._log_size()
        is_new = not self.is_running and self._launch(command, env or {}, cwd or self.folder)
        if ready is not None:
            self._wait_until_ready(ready, timeout_seconds, is_new=is_new, log_start=log_start)
        elif is_new:
            self._watch_first_moments(log_start)
        return is_new

    def stop(self, timeout_seconds: float = 10.0) -> None:
        """Ask the daemon and the processes that it started to end, and kill those that have not in time.

        A daemon that does not run is fine; nothing is sent to another process that has got its number by now.

        Raises:
            NotPermittedError: it belongs to another user.
        """
        if not identity_file(self.folder).exists():
            return
        with locked(self.folder / LOCK_FILE):
            if daemon := living_daemon(self.folder):
                end_group(daemon.identity, timeout_seconds)
            if identity_file(self.folder).exists():
                delete_durably(identity_file(self.folder))

    def _launch(self, command: Sequence[str | os.PathLike[str]], env: Mapping[str, str], cwd: Path) -> bool:
        """Let another process become the daemon; ``False`` if somebody was quicker."""
        words = [os.fspath(word) for word in command]
        launch = Launch(str(self.folder.absolute()), words, dict(env), str(cwd.absolute()))
        done = subprocess.run(
            [sys.executable, "-c", _LAUNCHER, *map(str, sys.path)],
            input=launch.to_json(),
            capture_output=True,
            text=True,
            start_new_session=True,  # Ctrl-C is for the starter
            check=False,
        )
        if done.returncode:
            reason = done.stderr.strip().rpartition("\n")[2] or f"its launcher ended with {done.returncode}"
            raise ZenMLError(f"{words[0]!r} cannot be started: {reason}")
        answer = json.loads(done.stdout.strip() or "[]")
        if answer[:1] == [FAILED]:
            _, kind, message, hint = answer
            raise getattr(errors, kind)(message, hint=hint)
        return not answer

    def _watch_first_moments(self, log_start: int) -> None:
        daemon = living_daemon(self.folder)
        if daemon is None or wait_for_end(daemon.identity, _FIRST_MOMENTS_SECONDS):
            raise self._explained("ended at once", log_start)

    def _wait_until_ready(
        self, ready: Callable[[], bool], timeout_seconds: float, *, is_new: bool, log_start: int
    ) -> None:
        """Wait for the first of three: it is ready, it ended, or it took too long."""
        deadline = time.monotonic() + timeout_seconds
        while daemon := living_daemon(self.folder):
            if _is_so(ready):
                return
            if time.monotonic() >= deadline:
                raise self._late(timeout_seconds, is_new=is_new, log_start=log_start)
            wait_for_end(daemon.identity, _POLL_SECONDS)
        raise self._explained("ended before it was ready", log_start)

    def _late(self, timeout_seconds: float, *, is_new: bool, log_start: int) -> ZenMLError:
        if is_new:
            self.stop()
        outcome = " and was stopped" if is_new else ""
        return self._explained(f"was not ready within {timeout_seconds:g} seconds{outcome}", log_start)

    def _explained(self, problem: str, log_start: int) -> ZenMLError:
        """Return an error with the last lines that the daemon printed since ``log_start``."""
        lines = self._log_since(log_start).splitlines()[-_MOST_LINES:]
        said = "".join(f"\n  {''.join(filter(str.isprintable, line))}" for line in lines)
        problem = f"the daemon of {self.folder} {problem}{':' if said else '; it printed nothing'}{said}"
        return ZenMLError(problem, hint=f"see {self.log_file}")

    def _log_size(self) -> int:
        return self.log_file.stat().st_size if self.log_file.exists() else 0

    def _log_since(self, start: int) -> str:
        if not self.log_file.exists():
            return ""
        with self.log_file.open("rb") as log:
            log.seek(max(start, self._log_size() - _MOST_BYTES))
            return log.read().decode(errors="replace")


def running_daemons(folder: Path) -> list[Daemon]:
    """Return the daemons that run in the folder of a component, or in folders right below it.

    One that cannot be told, since its file is damaged or another machine started it, is not among them.
    """
    daemons = (Daemon(file.parent) for file in daemon_files(folder))
    return [daemon for daemon in daemons if _is_known_to_run(daemon)]


def _is_known_to_run(daemon: Daemon) -> bool:
    try:
        return daemon.is_running
    except ZenMLError:
        return False


def _is_so(ready: Callable[[], bool]) -> bool:
    try:
        return ready()
    except OSError:
        return False
