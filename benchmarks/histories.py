"""Measure what it costs to look back at a long history: 10,000 runs of ten steps."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median

from measuring import Result, answer_of, cpu_ms, in_turn, ratio
from world import environment_for, program

SCRIPTS = Path(__file__).parent / "scripts"
ASK = (sys.executable, str(SCRIPTS / "ask_history.py"))
REPETITIONS = 9
FEW, MANY = 500, 10_000
ALLOWED_MS = 50


def measure(folder: Path) -> Iterator[Result]:
    """Yield one result after the other; ``folder`` is empty and ours."""
    short, long = _filled(folder / "short", FEW), _filled(folder / "long", MANY)
    for question, samples in json.loads(answer_of(ASK, long)).items():
        yield Result(f"{question}, {MANY:,} runs", median(samples), ALLOWED_MS, "ms", {"ours": samples})
    command = (program("zenml"), "pipeline", "runs", "list", "--output", "json")
    samples = in_turn(REPETITIONS, ours=lambda: cpu_ms(command, long), floor=lambda: cpu_ms(command, short))
    yield ratio(f"runs list --output json, {MANY:,} runs to {FEW}", 1.2, samples)
    peaks = {name: [float(answer_of((*ASK, "--memory"), where))] for name, where in (("ours", long), ("floor", short))}
    yield ratio(f"memory to look at all runs, {MANY:,} to {FEW}", 1.2, peaks)


def _filled(home: Path, runs: int) -> Mapping[str, str]:
    environment = environment_for(home)
    cpu_ms((sys.executable, str(SCRIPTS / "fill_history.py"), str(runs)), environment)
    return environment
