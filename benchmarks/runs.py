"""Measure what a run costs: the whole process, and one more step."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from measuring import Result, answer_of, cpu_ms, in_turn, ratio, slope_ms, wall_ms
from world import environment_for, forget, program

SCRIPTS = Path(__file__).parent / "scripts"
REPETITIONS = 9
FEW, MANY = 10, 110
LINES = 100_000
"""As many as ``talk.py`` prints."""
FLOOR = """
import click, yaml, pydantic, sqlalchemy
class Model(pydantic.BaseModel):
    number: int
Model(number=1)
with sqlalchemy.create_engine("sqlite://").connect() as connection:
    connection.execute(sqlalchemy.text("select 1"))
"""


def measure(folder: Path) -> Iterator[Result]:
    """Yield one result after the other; ``folder`` is empty and ours."""
    yield from _whole_process(folder)
    yield from _one_more_step(folder)
    yield from _two_at_once(folder)
    yield _one_more_line(folder)


def _whole_process(folder: Path) -> Iterator[Result]:
    environment = environment_for(folder / "home")
    script = (sys.executable, str(SCRIPTS / "three_steps.py"))
    floor = (sys.executable, "-c", FLOOR)

    def on_empty_home() -> float:
        forget(environment)
        return cpu_ms(script, environment)

    samples = in_turn(REPETITIONS, ours=on_empty_home, floor=lambda: cpu_ms(floor, environment))
    yield ratio("three steps, whole process, empty home", 2.2, samples)
    samples = in_turn(REPETITIONS, ours=lambda: cpu_ms(script, environment), floor=lambda: cpu_ms(floor, environment))
    yield ratio("three steps, whole process, used before", 1.6, samples)


def _one_more_step(folder: Path) -> Iterator[Result]:
    environment = environment_for(folder / "chain")

    def chain(steps: int, cache: str) -> float:
        return cpu_ms((sys.executable, str(SCRIPTS / "chain.py"), str(steps), cache), environment)

    samples = in_turn(REPETITIONS, few=lambda: chain(FEW, "fresh"), many=lambda: chain(MANY, "fresh"))
    yield slope_ms("one more step of a chain", 5, samples, MANY - FEW)
    chain(MANY, "cached")
    samples = in_turn(REPETITIONS, few=lambda: chain(FEW, "cached"), many=lambda: chain(MANY, "cached"))
    yield slope_ms("one more cached step of a chain", 2, samples, MANY - FEW)


def _one_more_line(folder: Path) -> Result:
    """Compare what it costs to print lines in a step and after the run, where nobody captures them."""
    environment = environment_for(folder / "talk")

    def talk(where: str) -> float:
        return cpu_ms((sys.executable, str(SCRIPTS / "talk.py"), where), environment)

    talk("check")
    samples = in_turn(REPETITIONS, plain=lambda: talk("plain"), captured=lambda: talk("captured"))
    added_us = 1000 * (median(samples["captured"]) - median(samples["plain"])) / LINES
    return Result(f"capture of one line, of {LINES:,}", added_us, 3, "us", samples)


def _two_at_once(folder: Path) -> Iterator[Result]:
    """Compare wall times, the only thing that more processes make less of; quiet cores are the reader's to provide."""
    environment = environment_for(folder / "workers")
    for command in (
        "orchestrator register two --flavor=local --max_workers=2",
        "stack register two -o two -a default -m default",
    ):
        answer_of((program("zenml"), *command.split()), environment)
    script = (sys.executable, str(SCRIPTS / "burn.py"))
    on_two = {**environment, "ZENML_ACTIVATED_STACK": "two"}
    samples = in_turn(3, ours=lambda: wall_ms(script, on_two), floor=lambda: wall_ms(script, environment))
    yield ratio("eight steps of 1 s, two workers to one after the other", 0.65, samples)
