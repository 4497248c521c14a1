"""Show the product: what is installed, a stack of it, a model trained on that stack, and the cached second run.

Run by ``make demo``. Every line behind ``$`` is a command that you can type yourself.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from zenml.post_execution import get_pipeline

HERE = Path(__file__).parent
ARTIFACTS = "../../.demo/artifacts"
REQUIRED_ACCURACY = 0.9


def main() -> None:
    os.chdir(HERE)
    shutil.rmtree(".zen", ignore_errors=True)
    say("What is installed? Each flavor comes from a package that registered itself.")
    show("zenml artifact-store flavor list")
    say("This folder becomes a repository: what is selected here holds here only.")
    show("zenml init")
    say("A second artifact store, and a stack that uses it.")
    show(f"zenml artifact-store register digits_store --flavor=local --path={ARTIFACTS}")
    show("zenml stack register digits_stack -o default -a digits_store -m default")
    show("zenml stack set digits_stack")
    show("zenml stack list")
    say("Import, split, train and evaluate: scikit-learn's handwritten digits.")
    show("python run.py")
    say("Once more: nothing has changed, so nothing is trained.")
    second = show("python run.py")
    show("zenml pipeline runs list")
    show(f"zenml pipeline runs describe {newest_run_name()}")
    check(second)


def say(text: str) -> None:
    print(f"\n# {text}", flush=True)


def show(command: str) -> str:
    """Run a command as a user would, show it with what it says, and return that."""
    print(f"\n$ {command}", flush=True)
    done = subprocess.run(
        shlex.split(command), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    print(done.stdout, end="", flush=True)
    if done.returncode:
        sys.exit(f"demo: {command!r} ended with exit code {done.returncode}")
    return done.stdout


def newest_run_name() -> str:
    return get_pipeline("digits").runs[-1].name


def check(output_of_second_run: str) -> None:
    """Read the accuracy back from what the run recorded."""
    first, second = get_pipeline("digits").runs
    accuracy = second.get_step("evaluator").output.read()
    assert isinstance(accuracy, float)
    print(f"\naccuracy, read back from the second run's record: {accuracy:.3f}")
    if accuracy < REQUIRED_ACCURACY:
        sys.exit(f"demo: an accuracy of at least {REQUIRED_ACCURACY} was expected")
    if "fitting" in output_of_second_run or not all(step.is_cached for step in second.steps):
        sys.exit(f"demo: the second run was expected to take everything from {first.name}")


if __name__ == "__main__":
    main()
