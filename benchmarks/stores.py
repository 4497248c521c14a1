"""Measure what large profiles cost that are kept as YAML files: cold, for the product keeps no cache of them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from statistics import median

from measuring import Result, cpu_ms, in_turn, ratio
from world import environment_for, program

SCRIPTS = Path(__file__).parent / "scripts"
REPETITIONS = 15
ZENML = program("zenml")
FLOOR = (sys.executable, "-c", "import click, yaml, rich.table, rich.console")
LIST_ALLOWED_MS = 1000
REGISTER_ALLOWED_MS = 500


def measure(folder: Path) -> Iterator[Result]:
    """Yield one result after the other; ``folder`` is empty and ours."""
    environment = _filled(folder / "stacks", "stack", 1000)
    command = (ZENML, "stack", "list", "--output", "json")
    samples = in_turn(REPETITIONS, ours=lambda: cpu_ms(command, environment), floor=lambda: cpu_ms(FLOOR, environment))
    yield ratio("stack list --output json, 1,000 stacks", 3, samples)
    yield _thousandth(folder)
    yield from _ten_thousand(folder)


def _thousandth(folder: Path) -> Result:
    few, many = (_filled(folder / str(number), "orchestrator", number - 1) for number in (10, 1000))
    samples = in_turn(REPETITIONS, ours=lambda: _register(many), floor=lambda: _register(few))
    return ratio("orchestrator register, the 1,000th to the 10th", 1.2, samples)


def _ten_thousand(folder: Path) -> Iterator[Result]:
    for kind, what in (("orchestrator", "components"), ("artifact-store", "with a setting")):
        environment = _filled(folder / kind, kind.replace("-", "_"), 10_000)
        command = (ZENML, kind, "list", "--output", "json")
        samples = in_turn(REPETITIONS, ours=partial(cpu_ms, command, environment))
        case = f"{kind} list --output json, 10,000 {what}"
        yield Result(case, median(samples["ours"]), LIST_ALLOWED_MS, "ms", samples)
    environment = environment_for(folder / "orchestrator")
    samples = in_turn(REPETITIONS, ours=lambda: _register(environment))
    yield Result("orchestrator register, into 10,000", median(samples["ours"]), REGISTER_ALLOWED_MS, "ms", samples)


def _filled(home: Path, what: str, number: int) -> Mapping[str, str]:
    environment = environment_for(home)
    cpu_ms((sys.executable, str(SCRIPTS / "fill_store.py"), what, str(number)), environment)
    return environment


def _register(environment: Mapping[str, str]) -> float:
    """Return what it costs to register one more, which is taken away again."""
    taken_ms = cpu_ms((ZENML, "orchestrator", "register", "one-more", "--flavor=local"), environment)
    (Path(environment["ZENML_CONFIG_PATH"]) / "profiles" / "default" / "orchestrators" / "one-more.yaml").unlink()
    return taken_ms
