"""Measure an artifact of 512 MB against what numpy needs for the file alone."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from measuring import Result, answer_of, in_turn, ratio
from world import environment_for

SCRIPTS = Path(__file__).parent / "scripts"
REPETITIONS = 5
MEGABYTES = 512
ALLOWED_MB = 64 + 0.05 * MEGABYTES


def measure(folder: Path) -> Iterator[Result]:
    """Yield one result after the other; ``folder`` is empty and ours."""
    environment = environment_for(folder / "home")
    excess: list[float] = []

    def run(script: str) -> dict[str, float]:
        command = (sys.executable, str(SCRIPTS / script), str(MEGABYTES), str(folder / "raw.npy"))
        answer: dict[str, float] = json.loads(answer_of(command, environment))
        return answer

    def ours() -> float:
        answer = run("array_run.py")
        excess.append(answer["peak_mb"] - answer["before_mb"] - MEGABYTES)
        return answer["cpu_ms"]

    raw: Callable[[], float] = lambda: run("array_raw.py")["cpu_ms"]  # noqa: E731 - one of a pair
    yield ratio(f"array of {MEGABYTES} MB, written and read", 1.5, in_turn(REPETITIONS, ours=ours, floor=raw))
    case = f"array of {MEGABYTES} MB, peak memory above one copy"
    yield Result(case, median(excess), ALLOWED_MB, "MB", {"ours": excess})
