"""Measure what the commands of the command line cost."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from statistics import median

from measuring import Result, cpu_ms, forbidden, in_turn, loaded_modules, ratio
from world import KINDS, environment_for, forget, install_vendors, program

REPETITIONS = 15
COMPLETION_ALLOWED_MS = 150
ZENML = program("zenml")
FLAVOR_LIST = (ZENML, "artifact-store", "flavor", "list")
NO_CLASSES = ("sqlalchemy", "zenml_local", "zenml_sql", *(f"vendor{number}" for number in range(len(KINDS))))
NO_DISCOVERY = (*NO_CLASSES, "pluggy", "importlib_metadata", "pydantic")


def measure(folder: Path) -> Iterator[Result]:
    """Yield one result after the other; ``folder`` is empty and ours."""
    environment = environment_for(folder / "home")
    for word in ("--help", "version"):
        yield _against("import click", f"zenml {word}", 1.5, (ZENML, word), environment)
    yield from _flavor_list(folder)
    cpu_ms((ZENML, "stack", "list"), environment)
    loaded = loaded_modules((ZENML, "stack", "list"), environment)
    floor = "import click, yaml, rich.table, rich.console"
    command = (ZENML, "stack", "list")
    yield _against(floor, "zenml stack list", 2, command, environment, problem=forbidden(loaded, NO_CLASSES))
    yield _lean_import(environment)
    yield from _completion(environment)


def _completion(environment: Mapping[str, str]) -> Iterator[Result]:
    """Measure what a shell waits for at each press of the tabulator key."""
    for what, line in (
        ("stacks", "zenml stack set "),
        ("the parameters of a flavor", "zenml artifact-store register x --flavor=local --"),
    ):
        asked = {"_ZENML_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
        completing = {**environment, **asked}
        samples = in_turn(REPETITIONS, ours=partial(cpu_ms, (ZENML,), completing))
        yield Result(f"completion of {what}", median(samples["ours"]), COMPLETION_ALLOWED_MS, "ms", samples)


def _flavor_list(folder: Path) -> Iterator[Result]:
    install_vendors(folder / "site")
    environment = environment_for(folder / "vendors", PYTHONPATH=str(folder / "site"))
    floor = "import click, rich.table, rich.console"
    cpu_ms(FLAVOR_LIST, environment)
    problem = forbidden(loaded_modules(FLAVOR_LIST, environment), NO_DISCOVERY)
    yield _against(floor, "flavor list, 200 packages, warm", 1.5, FLAVOR_LIST, environment, problem=problem)

    def without_cache() -> None:
        forget(environment, "cache")

    yield _against(floor, "flavor list, 200 packages, cold", 4, FLAVOR_LIST, environment, before=without_cache)


def _lean_import(environment: Mapping[str, str]) -> Result:
    """Count, as a case of its own, the heavy packages that importing the decorators loads: none."""
    loaded = loaded_modules((sys.executable, "-c", "from zenml import step, pipeline"), environment)
    problem = forbidden(loaded, ("sqlalchemy", "rich", "numpy"))
    return Result("from zenml import step, pipeline: heavy packages", float(bool(problem)), 0, "", problem=problem)


def _against(
    floor: str,
    case: str,
    bar: float,
    command: tuple[str, ...],
    environment: Mapping[str, str],
    *,
    problem: str = "",
    before: Callable[[], None] = lambda: None,
) -> Result:
    def ours() -> float:
        before()
        return cpu_ms(command, environment)

    samples = in_turn(REPETITIONS, ours=ours, floor=lambda: cpu_ms((sys.executable, "-c", floor), environment))
    return ratio(case, bar, samples, problem)
