"""Stand between a program and the operating system's calls that change files: to watch them, or to let one fail."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

CALLS = ("open", "write", "fsync", "replace", "rename", "unlink", "remove", "mkdir", "rmdir", "close")

Call = Callable[..., Any]
Watcher = Callable[[str, tuple[Any, ...], Call], Any]
"""Gets the name of a call, its arguments, and what makes it; returns what the program shall get."""


@contextmanager
def watched(watcher: Watcher) -> Iterator[None]:
    """Let ``watcher`` make, or not make, each call of this process that changes files; it may raise in its place."""
    with ExitStack() as stack:
        for name in CALLS:
            stack.enter_context(patch.object(os, name, _through(watcher, name, getattr(os, name))))
        yield


def writes(name: str, arguments: tuple[Any, ...]) -> bool:
    """Say whether a call changes something, or makes a change lasting."""
    if name == "open":
        return bool(arguments[1] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
    return name != "close"


def _through(watcher: Watcher, name: str, original: Call) -> Call:
    def call(*arguments: Any, **keywords: Any) -> Any:
        return watcher(name, arguments, lambda: original(*arguments, **keywords))

    return call
