"""Limit the time of a step that no other process can run: it exists in this one only."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from zenml.models.deployment import StepDeployment

_logger = logging.getLogger(__name__)


def timeout_error(step: StepDeployment) -> TimeoutError:
    """Return the error of a step that took too long."""
    return TimeoutError(f"it took longer than {step.timeout_seconds:g} s")


@contextmanager
def time_limit(step: StepDeployment) -> Iterator[None]:
    """Raise in a step that has no address, once its time is over; all others are killed with their process.

    Python code is interrupted at its next instruction, code in C when it returns.
    """
    if step.timeout_seconds is None or step.source:
        yield
        return
    if threading.current_thread() is not threading.main_thread():
        _logger.warning("The timeout of step %r does not hold: it runs in a thread, and has no file.", step.name)
        yield
        return
    with _alarm(step):
        yield


@contextmanager
def _alarm(step: StepDeployment) -> Iterator[None]:
    def ring(_number: int, _frame: FrameType | None) -> None:
        raise timeout_error(step)

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, step.timeout_seconds or 0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
