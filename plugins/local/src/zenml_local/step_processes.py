"""Own the processes that run single steps, so that none outlives whoever waits for it."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping, Sequence

from zenml.processes import end_apart, kill_apart, start_apart

GRACE_SECONDS = 3.0
"""How long a step that is to end may take to save its log, and to end workers of its own."""


class StepProcess:
    """Hold a process that ends when this one does, however that ends.

    What the step started ends with it. It listens to a pipe of which this process holds the other end.
    """

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        lifeline, self._held = os.pipe()
        self.is_stopped = False
        """Whether it was asked to end."""
        try:
            words = [*command, "--lifeline", str(lifeline)]
            self._process = start_apart(words, (lifeline,), {**os.environ, **environment})
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
            kill_apart(self._process)
            os.close(self._held)

    def stop(self) -> None:
        """Ask it to end, and kill it if it has not after a while; another thread that waits for it goes on then."""
        self.is_stopped = True
        end_apart(self._process, GRACE_SECONDS)


class StepProcesses:
    """Know the processes of each run, for the thread that ends the run."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._living: dict[StepProcess, str] = {}
        self._over: set[str] = set()

    def run(self, run_id: str, command: Sequence[str], environment: Mapping[str, str]) -> tuple[int, bool]:
        """Run a command to its end; return its exit code, and whether it was stopped.

        Raises:
            OSError: it cannot be started.
        """
        process = StepProcess(command, environment)
        with self._lock:
            self._living[process] = run_id
            is_late = run_id in self._over
        try:
            if is_late:
                process.stop()
            return process.wait(), process.is_stopped
        finally:
            with self._lock:
                del self._living[process]

    def end(self, run_id: str) -> None:
        """Stop all that run for a run, and those that another thread is about to start."""
        with self._lock:
            self._over.add(run_id)
            living = [process for process, its_run in self._living.items() if its_run == run_id]
        threads = [threading.Thread(target=process.stop, name="zenml-step-end") for process in living]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
