"""Let SIGTERM end a run as orderly as Ctrl-C does."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from zenml.errors import TERMINATED


@contextmanager
def sigterm_stops() -> Iterator[None]:
    """Raise ``SystemExit(143)`` in the main thread on SIGTERM; a program with a handler of its own keeps it."""
    is_ours = threading.current_thread() is threading.main_thread() and _has_default_handler()
    if not is_ours:
        yield
        return
    signal.signal(signal.SIGTERM, _stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _has_default_handler() -> bool:
    return signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(TERMINATED)
