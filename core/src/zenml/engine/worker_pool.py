"""Lend worker processes to the steps of one run."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from zenml.engine.worker import Worker


class WorkerPool:
    """Hold the workers of a run; each is used again until it is ended, and one that was is replaced.

    Workers are started when they are needed, so that a pool which nobody uses costs nothing.
    """

    def __init__(self, command: Callable[[], Sequence[str]]) -> None:
        self._command = command
        self._lock = threading.Lock()
        self._idle: list[Worker] = []
        self._lent: set[Worker] = set()
        self.closing = threading.Event()
        """Is set when the run is to end, whatever its steps do."""

    def __enter__(self) -> WorkerPool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def lent(self) -> Iterator[Worker]:
        """Lend a worker; whoever ends it, or finds it dead, just gives it back."""
        worker = self._take()
        try:
            yield worker
        finally:
            self._give_back(worker)

    def close(self) -> None:
        """Stop all workers, also those that are busy: whoever has one hears that it died, and gives it back."""
        self.closing.set()
        with self._lock:
            idle, lent = self._idle, list(self._lent)
            self._idle = []
        if not idle and not lent:
            return
        with ThreadPoolExecutor(len(idle) + len(lent), thread_name_prefix="zenml-worker-end") as threads:
            for worker in idle:
                threads.submit(worker.end)
            for worker in lent:
                threads.submit(worker.stop)

    def _take(self) -> Worker:
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.is_alive:
                    self._lent.add(worker)
                    return worker
        worker = Worker(self._command())
        with self._lock:
            self._lent.add(worker)
        if self.closing.is_set():
            worker.stop()
        return worker

    def _give_back(self, worker: Worker) -> None:
        with self._lock:
            self._lent.discard(worker)
            is_wanted = worker.is_alive and not self.closing.is_set()
            if is_wanted:
                self._idle.append(worker)
        if not is_wanted:
            worker.end()
