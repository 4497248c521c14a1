from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest

from zenml.engine.live_display import LiveDisplay
from zenml.engine.progress import PlainProgress, duration
from zenml.enums import ExecutionStatus


def test_plain_progress_says_one_line_for_each_event() -> None:
    lines: list[str] = []
    progress = PlainProgress(lines.append)
    progress.step_started("importer")
    progress.step_ended("importer", ExecutionStatus.COMPLETED, 0.012)
    progress.step_ended("splitter", ExecutionStatus.CACHED, 0.001)
    progress.step_started("trainer")
    progress.step_ended("trainer", ExecutionStatus.FAILED, 61)
    progress.step_skipped("deployer", "accuracy 0.91 > 0.95 does not hold")
    progress.run_ended("training-1", ExecutionStatus.FAILED, 62.4)
    progress.run_ended("training-2", ExecutionStatus.CACHED, 0.5)
    progress.run_ended("training-3", ExecutionStatus.STOPPED, 12.34)
    assert lines == [
        "Step importer has started.",
        "Step importer has finished in 0.01s.",
        "Using cached version of step splitter.",
        "Step trainer has started.",
        "Step trainer has failed after 1m 1s.",
        "Step deployer is skipped: accuracy 0.91 > 0.95 does not hold.",
        "Run training-1 has failed after 1m 2s.",
        "Run training-2 has finished in 0.50s.",
        "Run training-3 was stopped after 12.3s.",
    ]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0.00s"), (9.99, "9.99s"), (12.34, "12.3s"), (9.999, "10.0s"), (59.97, "1m 0s"), (3725, "1h 2m 5s")],
)
def test_durations_read_naturally(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_the_live_display_prints_output_line_by_line_above_the_steps_and_leaves_the_last_state() -> None:
    shown = io.BytesIO()
    display = LiveDisplay(["importer", "trainer", "deployer"], _show(shown), width=60)
    with display.shown():
        display.step_started("importer")
        display.write(b"half a li")
        display.write(b"ne\nand more\nlast, without end")
        display.step_ended("importer", ExecutionStatus.CACHED, 0.5)
        display.step_skipped("deployer", "accuracy is too low")
        display.run_ended("training-1", ExecutionStatus.STOPPED, 1.5)
    assert _final_screen(shown.getvalue()) == [
        "half a line",
        "and more",
        "Step deployer is skipped: accuracy is too low.",
        "Run training-1 was stopped after 1.50s.",
        "last, without end",
        "✔  importer  cached        0.50s",
        "·  trainer   initializing",
        "-  deployer  skipped",
    ]


def test_the_live_display_keeps_colours_and_long_lines_of_the_output() -> None:
    shown = io.BytesIO()
    display = LiveDisplay(["importer"], _show(shown), width=20)
    with display.shown():
        display.write(b"\x1b[31mred\x1b[0m [bold] " + b"x" * 40 + b"\n")
    text = shown.getvalue().decode()
    assert "\x1b[31mred\x1b[0m [bold] " + "x" * 40 in text


def _show(shown: io.BytesIO) -> Callable[[bytes], None]:
    def show(data: bytes) -> None:
        shown.write(data)

    return show


def _final_screen(data: bytes) -> list[str]:
    """Return the lines that a terminal shows in the end, from what rich uses of its language."""
    lines: dict[int, str] = {}
    row = 0
    for code, text in re.findall(r"(\n|\r|\x1b\[[0-9;?]*[A-Za-z])|([^\n\r\x1b]+)", data.decode()):
        if code == "\n":
            row += 1
        elif code == "\x1b[1A":
            row -= 1
        elif code == "\x1b[2K":
            lines[row] = ""
        else:
            lines[row] = lines.get(row, "") + text
    return [lines[row].rstrip() for row in sorted(lines) if lines[row].strip()]
