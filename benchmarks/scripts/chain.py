"""Run a chain of steps, each on the integer before: ``chain.py 110 fresh`` or ``chain.py 110 cached``."""

import sys

from zenml import pipeline, step


@step
def start() -> int:
    return 0


@step
def add_one(number: int) -> int:
    return number + 1


@pipeline
def chain() -> None:
    number = start()
    for _ in range(int(sys.argv[1]) - 1):
        number = add_one(number)


if __name__ == "__main__":
    chain().run(enable_cache=sys.argv[2] == "cached")
