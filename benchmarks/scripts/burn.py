"""Run eight steps that need nothing of each other, each a second of work: ``burn.py``."""

import time

from zenml import pipeline, step


@step(enable_cache=False)
def burn(number: int) -> int:
    end = time.process_time() + 1
    while time.process_time() < end:
        pass
    return number


@pipeline
def burning() -> None:
    for number in range(8):
        burn(number)


if __name__ == "__main__":
    burning().run()
