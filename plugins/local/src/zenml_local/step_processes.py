"""Own the processes that run single steps, so that none outlives whoever waits for it."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress

GRACE_SECONDS = 3.0
"""How long a step that is to end may take to save its log, and to end workers of its own."""


class StepProcess:
    """Hold a process that ends when this one does, however that ends.

    It leads a group and a session of its own: Ctrl-C is for the process that launched the run, and what the step
    started ends with it. It listens to a pipe of which this process holds the other end.
    """

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        lifeline, self._held = os.pipe()
        self.is_stopped = False
        """Whether it was asked to end."""
        try:
            self._process = subprocess.Popen(
                [*command, "--lifeline", str(lifeline)],
                stdin=subprocess.DEVNULL,
                env={**os.environ, **environment},
                pass_fds=(lifeline,),
                start_new_session=True,
            )
        except BaseException:
            os.close(self._held)
            raise
        finally:
            os.close(lifeline)

    def wait(self) -> int:
        """Wait for its end and return the exit code, that of a signal below 0; what it left in its group is killed."""
        try:
            return self._process.wait()
        except BaseException:
            self.stop()
            raise
        finally:
            self._kill_group()
            os.close(self._held)

    def stop(self) -> None:
        """Ask it to end, and kill it if it has not after a while; another thread that waits for it goes on then."""
        self.is_stopped = True
        with suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(GRACE_SECONDS)
        self._kill_group()
        self._process.wait()

    def _kill_group(self) -> None:
        with suppress(ProcessLookupError, PermissionError):  # macOS says the latter of one that only waits to be reaped
            os.killpg(self._process.pid, signal.SIGKILL)


class StepProcesses:
    """Know the processes of each run, for the thread that ends the run."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._living: dict[str, set[StepProcess]] = {}
        self._over: set[str] = set()

    def run(self, run_id: str, command: Sequence[str], environment: Mapping[str, str]) -> tuple[int, bool]:
        """Run a command to its end; return its exit code, and whether it was stopped.

        Raises:
            OSError: it cannot be started.
        """
        process = StepProcess(command, environment)
        with self._lock:
            self._living.setdefault(run_id, set()).add(process)
            is_late = run_id in self._over
        try:
            if is_late:
                process.stop()
            return process.wait(), process.is_stopped
        finally:
            with self._lock:
                self._living[run_id].discard(process)

    def end(self, run_id: str) -> None:
        """Stop all that run for a run, and those that another thread is about to start."""
        with self._lock:
            self._over.add(run_id)
            living = list(self._living.get(run_id, ()))
        threads = [threading.Thread(target=process.stop, name="zenml-step-end") for process in living]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
