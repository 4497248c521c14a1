"""Measure whole processes by their CPU time, and compare medians.

CPU time is user plus system time of the process and its children, from ``wait4(2)``. What is compared is run in
turn, A B A B …, in the same minute, so that a machine whose speed drifts bends both alike.
"""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

Command = Sequence[str]


@dataclass(frozen=True)
class Result:
    """Hold what one case showed: ``value`` must be at most ``bar``, both in ``unit``."""

    case: str
    value: float
    bar: float
    unit: str = "x"
    samples: Mapping[str, Sequence[float]] = field(default_factory=dict)
    problem: str = ""
    """What else was seen that must not be, such as a module that a command may not load."""

    @property
    def is_met(self) -> bool:
        return self.value <= self.bar and not self.problem

    def as_line(self) -> str:
        verdict = "ok" if self.is_met else "MISSED"
        line = f"{self.case:<58} {self.value:8.2f} {self.unit:<3} bar {self.bar:g} {self.unit:<3} {verdict}"
        return f"{line}  {self.problem}".rstrip()


def cpu_ms(command: Command, environment: Mapping[str, str]) -> float:
    """Run a command to its end and return the CPU milliseconds that it and its children took.

    Raises:
        RuntimeError: it failed; the message holds what it said.
    """
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}: {said.decode()[-2000:]}")
    return 1000 * (usage.ru_utime + usage.ru_stime)


def wall_ms(command: Command, environment: Mapping[str, str]) -> float:
    """Run a command to its end and return the milliseconds that passed meanwhile.

    Raises:
        CalledProcessError: it failed.
    """
    began = time.monotonic()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return 1000 * (time.monotonic() - began)


def answer_of(command: Command, environment: Mapping[str, str]) -> str:
    """Return what a command prints on standard output."""
    return subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


def in_turn(repetitions: int, **measures: Callable[[], float]) -> dict[str, list[float]]:
    """Call each measure ``repetitions`` times, in turn, after one call of each that does not count."""
    for measure in measures.values():
        measure()
    samples: dict[str, list[float]] = {name: [] for name in measures}
    for _ in range(repetitions):
        for name, measure in measures.items():
            samples[name].append(measure())
    return samples


def ratio(case: str, bar: float, samples: Mapping[str, Sequence[float]], problem: str = "") -> Result:
    """Compare the medians of ``ours`` and ``floor``."""
    return Result(case, median(samples["ours"]) / median(samples["floor"]), bar, "x", samples, problem)


def slope_ms(case: str, bar: float, samples: Mapping[str, Sequence[float]], distance: int) -> Result:
    """Return the cost of one more unit, from the medians of ``few`` and ``many`` that are ``distance`` units apart."""
    return Result(case, (median(samples["many"]) - median(samples["few"])) / distance, bar, "ms", samples)


def loaded_modules(command: Command, environment: Mapping[str, str]) -> set[str]:
    """Return the names of all modules that a Python command imports, as the interpreter itself reports them."""
    watched = {**environment, "PYTHONPROFILEIMPORTTIME": "1"}
    said = subprocess.run(
        command, env=watched, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    return set(re.findall(r"^import time:.*\| +(\S+)$", said.stderr, flags=re.MULTILINE))


def forbidden(loaded: set[str], packages: Sequence[str]) -> str:
    """Return a sentence that names the packages which must not have been loaded; empty if none was."""
    found = sorted({package for package in packages for name in loaded if f"{name}.".startswith(f"{package}.")})
    return f"loads {', '.join(found)}" if found else ""
