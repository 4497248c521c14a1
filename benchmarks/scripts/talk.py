"""Print 100,000 lines in a step or, for comparison, after the run: ``talk.py captured`` or ``talk.py plain``.

``talk.py check`` prints them in a step, and fails unless each is in its log, in order.
"""

from __future__ import annotations

import sys

from zenml import pipeline, step

LINES = 100_000


def say_all() -> None:
    for number in range(LINES):
        print(f"epoch 3, batch {number}: loss 0.123456, accuracy 0.9731")


@step(enable_cache=False)
def talk(is_loud: bool) -> None:
    if is_loud:
        say_all()


@pipeline
def talking(is_loud: bool) -> None:
    talk(is_loud)


if __name__ == "__main__":
    run = talking(sys.argv[1] != "plain").run()
    if sys.argv[1] == "plain":
        say_all()
    if sys.argv[1] == "check":
        logged = run.get_step("talk").log().splitlines()
        if logged != [f"epoch 3, batch {number}: loss 0.123456, accuracy 0.9731" for number in range(LINES)]:
            sys.exit(f"{len(logged)} of {LINES} lines were logged")
