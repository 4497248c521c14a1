"""Join the two sides of a run's terminal: what steps print, and what we say about them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import NamedTuple, Protocol, cast

from zenml.engine.output_capture import OutputCapture
from zenml.engine.progress import PlainProgress, Progress
from zenml.sources import load

_LIVE_DISPLAY = "zenml.engine.live_display:LiveDisplay"


class Console(NamedTuple):
    """Hold the capture of the steps' output and who tells about their progress."""

    capture: OutputCapture
    progress: Progress


class _LiveProgress(Progress, Protocol):
    def shown(self) -> AbstractContextManager[None]: ...
    def write(self, output: bytes) -> None: ...


@contextmanager
def console(steps: Sequence[str]) -> Iterator[Console]:
    """Capture output for a while, with a live display where a person watches and plain lines elsewhere."""
    with OutputCapture() as capture:
        terminal = capture.terminal
        if terminal is None or not _is_live_wanted(os.environ):
            yield Console(capture, PlainProgress(capture.say))
            return
        # Loaded by address, since only a person at a terminal should pay for rich.
        live_display = cast("Callable[..., _LiveProgress]", load(_LIVE_DISPLAY))(steps, terminal.show)
        with live_display.shown(), capture.shown_by(live_display.write):
            yield Console(capture, live_display)


def _is_live_wanted(environment: Mapping[str, str]) -> bool:
    return not environment.get("NO_COLOR") and environment.get("TERM", "dumb") != "dumb"
