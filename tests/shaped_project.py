"""Be the file of a user whose pipelines collect outputs, fan out over lists and skip steps."""

PROJECT = """
import os
import sys
from pathlib import Path
from typing import Annotated

from zenml import pipeline, step

OPERATOR = os.environ.get("OPERATOR")
CALLS = Path(__file__).parent / "calls"


def note(what):
    with open(CALLS, "a") as file:
        file.write(f"{what}\\n")


@step
def numbers(count: int) -> list[int]:
    return list(range(1, count + 1))


@step(step_operator=OPERATOR)
def half(x: int, bad: str = "") -> float:
    note(f"half {x}")
    if bad and str(x) == Path(bad).read_text():
        raise ValueError(f"cannot halve {x}")
    return x / 2


@step(step_operator=OPERATOR)
def parts(x: int, by: int = 2) -> tuple[Annotated[int, "whole"], Annotated[int, "rest"]]:
    return divmod(x, by)


@step(step_operator=OPERATOR)
def gather(halves: list[float], extra: dict) -> str:
    note("gather")
    return f"{halves} {extra}"


@pipeline
def over_a_list(bad: str = ""):
    first = half(10, bad)
    rest = half.map([2, 3, 4], bad=bad)
    gather([first, *rest], {"left": first, "k": (1, None), 3: rest[0]})


@pipeline
def over_an_output(bad: str = ""):
    items = numbers(4)
    wholes, rests = parts.map(items)
    gather(half.map(items, bad=bad), {"wholes": wholes, "rests": rests})


@step(step_operator=OPERATOR)
def evaluate(accuracy: float) -> Annotated[float, "accuracy"]:
    return accuracy


@step(step_operator=OPERATOR)
def ship(model: float) -> str:
    note("ship")
    return f"shipped {model}"


@step
def announce(what: str) -> None:
    note("announce")


@step
def alarm(accuracy: float) -> None:
    note("alarm")


@pipeline
def gated(accuracy: str):
    measured = evaluate(float(accuracy))
    announce(ship.when(measured > 0.95)(measured))
    alarm.when(measured <= 0.95)(measured)


@pipeline
def everything():
    items = numbers(3)
    first, *rest = half.map([8, 6])
    text = gather(half.map(items), {"list": [first, *rest], "items": items})
    ship.when(first.equals(4) & ~(first > rest[0]))(first)
    announce.when(first > rest[0])(text)


if __name__ == "__main__":
    name, run_name, *bad = sys.argv[1:] or ["everything", "everything"]
    globals()[name](*bad).run(run_name=run_name)
"""
