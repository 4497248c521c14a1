"""Start processes that have everything imported already, so that many of them race within milliseconds."""

from __future__ import annotations

import multiprocessing
import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.context import ForkProcess

FORK = multiprocessing.get_context("fork")
"""For pipes, queues and barriers between such processes."""
SPAWN = multiprocessing.get_context("spawn")
"""For processes that share nothing with this one: each starts its own interpreter, and imports what it needs."""


def start(target: Callable[..., object], *arguments: object) -> ForkProcess:
    """Run ``target`` in a process of its own, which knows what this one knows."""
    process = FORK.Process(target=target, args=arguments)
    with _threads_that_are_idle():
        process.start()
    return process


def fork() -> int:
    """Split this process in two: 0 is returned in the child, the child's number in the parent."""
    with _threads_that_are_idle():
        return os.fork()


@contextmanager
def _threads_that_are_idle() -> Iterator[None]:
    """Silence what Python 3.12 says about threads: under pytest-xdist one waits for orders and holds no lock."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield
