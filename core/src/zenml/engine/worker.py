"""Own one worker process: ask it for attempts at steps, one after the other, and end it."""

from __future__ import annotations

import os
import selectors
import time
from collections.abc import Sequence
from contextlib import suppress

from zenml.engine.output_streams import write_all
from zenml.engine.step_body import Outcome
from zenml.engine.worker_messages import GRACE_SECONDS, Request, outcome_from
from zenml.processes import end_apart, manner_of_end, start_apart

_READ_BYTES = 64 * 1024


class WorkerDiedError(Exception):
    """Report that a worker ended before it answered."""


class WorkerTimeoutError(Exception):
    """Report that a worker has not answered in time."""


class Worker:
    """Hold a process that runs steps as long as somebody listens to it.

    It leads a group and a session of its own: Ctrl-C is for the process that launched the run, and what its
    steps started ends with it. Requests and answers go through pipes that are not its standard streams, which
    belong to the steps. Should this process die, the pipe of requests ends, and the worker ends with all its group.
    """

    def __init__(self, command: Sequence[str]) -> None:
        requests_out, self._requests = os.pipe()
        self._answers, answers_in = os.pipe()
        self._buffer = b""
        try:
            words = [*command, "--requests", str(requests_out), "--answers", str(answers_in)]
            self._process = start_apart(words, (requests_out, answers_in))
        except BaseException:
            self._close()
            raise
        finally:
            os.close(requests_out)
            os.close(answers_in)

    @property
    def is_alive(self) -> bool:
        """Say whether the process has not ended."""
        return self._process.poll() is None

    def ask(self, request: Request, timeout_seconds: float | None = None) -> Outcome:
        """Return what an attempt came to, within a time that counts from when the worker has imported the step.

        Raises:
            WorkerDiedError: the process ended first; the message says how.
            WorkerTimeoutError: there is no answer yet.
        """
        try:
            write_all(self._requests, request.to_line())
            self._line(None)  # it has begun
            return outcome_from(self._line(timeout_seconds))
        except BrokenPipeError:
            raise self._death() from None

    def stop(self, grace_seconds: float = GRACE_SECONDS) -> None:
        """Ask the process to end, kill it if it has not after a while, and with it all that its steps started.

        Another thread that waits for an answer hears that the worker died.
        """
        end_apart(self._process, grace_seconds)

    def end(self) -> None:
        """Stop the process and let go of it; nobody may wait for an answer any more."""
        self.stop()
        self._close()

    def _line(self, timeout_seconds: float | None) -> bytes:
        deadline = None if timeout_seconds is None else time.monotonic() + timeout_seconds
        with selectors.DefaultSelector() as selector:
            selector.register(self._answers, selectors.EVENT_READ)
            while b"\n" not in self._buffer:
                left = None if deadline is None else max(0.0, deadline - time.monotonic())
                if not selector.select(left):
                    raise WorkerTimeoutError
                data = os.read(self._answers, _READ_BYTES)
                if not data:
                    raise self._death()
                self._buffer += data
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line

    def _death(self) -> WorkerDiedError:
        return WorkerDiedError(f"its process {manner_of_end(self._process.wait())}")

    def _close(self) -> None:
        for descriptor in (self._requests, self._answers):
            with suppress(OSError):
                os.close(descriptor)
