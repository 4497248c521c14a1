"""Show a run in a terminal: one line for each step, redrawn while it runs.

Imported only when a person is watching: rich costs more than a whole cached run.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO, cast

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from zenml.engine.progress import duration, ending
from zenml.enums import ExecutionStatus

_SIGNS = {
    ExecutionStatus.INITIALIZING: ("·", "dim"),
    ExecutionStatus.RUNNING: ("▶", "cyan"),
    ExecutionStatus.COMPLETED: ("✔", "green"),
    ExecutionStatus.CACHED: ("✔", "blue"),
    ExecutionStatus.FAILED: ("✘", "red"),
    ExecutionStatus.CRASHED: ("✘", "red"),
    ExecutionStatus.STOPPED: ("■", "yellow"),
    ExecutionStatus.SKIPPED: ("-", "dim"),
}
_REFRESHES_PER_SECOND = 8


class LiveDisplay:
    """Redraw the steps below what they print; at the end the last state stays."""

    def __init__(self, steps: Sequence[str], show: Callable[[bytes], None], width: int | None = None) -> None:
        self._states = dict.fromkeys(steps, (ExecutionStatus.INITIALIZING, 0.0))
        self._console = Console(file=cast("TextIO", _TerminalFile(show)), force_terminal=True, width=width)
        self._live = Live(
            get_renderable=self._table,
            console=self._console,
            refresh_per_second=_REFRESHES_PER_SECOND,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._unfinished_line = b""

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Draw for a while."""
        with self._live:
            try:
                yield
            finally:
                self.write(b"\n" if self._unfinished_line else b"")

    def write(self, output: bytes) -> None:
        """Print output of a step above the display, line by line."""
        lines = (self._unfinished_line + output).split(b"\n")
        self._unfinished_line = lines.pop()
        if lines:
            text = b"\n".join(lines).decode(errors="replace")
            self._console.print(Text.from_ansi(text), soft_wrap=True)

    def step_started(self, name: str) -> None:
        self._states[name] = (ExecutionStatus.RUNNING, time.monotonic())

    def step_ended(self, name: str, status: ExecutionStatus, seconds: float) -> None:
        self._states[name] = (status, seconds)

    def step_handed_over(self, name: str, _operator: str, /) -> None:
        self.step_started(name)

    def step_skipped(self, name: str, reason: str) -> None:
        self._states[name] = (ExecutionStatus.SKIPPED, 0.0)
        self.note(f"Step {name} is skipped: {reason}.")

    def note(self, line: str) -> None:
        self._console.print(line, soft_wrap=True, highlight=False, markup=False)

    def run_ended(self, name: str, status: ExecutionStatus, seconds: float) -> None:
        self._console.print(ending("Run", name, status, seconds), soft_wrap=True, highlight=False)

    def _table(self) -> Table:
        table = Table.grid(padding=(0, 2))
        for name, (status, moment) in list(self._states.items()):
            sign, style = _SIGNS[status]
            table.add_row(Text(sign, style), Text(name), Text(status.value, style), Text(_seconds(status, moment)))
        return table


def _seconds(status: ExecutionStatus, moment: float) -> str:
    """Return the time taken: ``moment`` is when it started for a running step, else how long it took."""
    if status is ExecutionStatus.RUNNING:
        return duration(time.monotonic() - moment)
    took_none = status in (ExecutionStatus.INITIALIZING, ExecutionStatus.SKIPPED)
    return "" if took_none else duration(moment)


class _TerminalFile(io.TextIOBase):
    """Let rich write where the terminal is, past the capture."""

    def __init__(self, show: Callable[[bytes], None]) -> None:
        self._show = show

    def write(self, text: str) -> int:
        self._show(text.encode(errors="replace"))
        return len(text)

    def isatty(self) -> bool:
        return True
