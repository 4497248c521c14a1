"""End a process with the one that started it."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from zenml.engine.worker_messages import GRACE_SECONDS


@contextmanager
def bound_to(pipe: int | None) -> Iterator[None]:
    """End this process, which leads its group, once nobody holds the other end of ``pipe`` any more.

    It ends as on SIGTERM, so that the log is saved, and ``GRACE_SECONDS`` later in any case; with it goes all that
    it started. Without a pipe nothing happens.
    """
    if pipe is None:
        yield
        return
    is_cut = threading.Event()
    threading.Thread(target=_watch, args=(pipe, is_cut), name="zenml-lifeline", daemon=True).start()
    try:
        yield
    finally:
        if is_cut.is_set():
            kill_group()


def kill_group() -> None:
    """End this process, which leads its group, and with it all that its steps started and left."""
    os.killpg(0, signal.SIGKILL)


def end_soon() -> None:
    """Ask this process to end, and kill it with its group if it has not after a while."""
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(GRACE_SECONDS)
    kill_group()


def _watch(pipe: int, is_cut: threading.Event) -> None:
    while os.read(pipe, 1):
        pass
    is_cut.set()
    end_soon()
