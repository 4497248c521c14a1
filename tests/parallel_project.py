"""Be the file of a user whose steps end in every way that steps can end."""

PROJECT = """
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from zenml import pipeline, step
from zenml.steps import StepContext, StepRetry

HERE = Path(__file__).parent


class OwnError(Exception):
    pass


class NotYetError(Exception):
    pass


def tell(context: StepContext, error: BaseException) -> None:
    print(f"told of {context.step_name}: {error!r}", flush=True)


def cheer(context: StepContext) -> None:
    print(f"cheered at {context.step_name}", flush=True)


@step
def number(value: int) -> int:
    print(f"number {value}", flush=True)
    os.system(f"echo child of {value}")
    return value


@step
def total(one: int, two: int) -> int:
    return one + two


@step
def process(value: int) -> int:
    return os.getpid()


@step(enable_cache=False)
def exits() -> int:
    os._exit(3)


@step(enable_cache=False)
def killed() -> int:
    os.kill(os.getpid(), signal.SIGKILL)


@step(enable_cache=False)
def crashes() -> int:
    os.kill(os.getpid(), signal.SIGSEGV)


@step(enable_cache=False, on_failure=tell)
def raises() -> int:
    raise OwnError("as ever")


@step(enable_cache=False)
def unstorable() -> object:
    return (each for each in range(3))


@step(enable_cache=False, timeout_seconds=1)
def slow() -> int:
    print("slow begins", flush=True)
    child = subprocess.Popen(["sleep", "600"])
    (HERE / "child").write_text(str(child.pid))
    return child.wait()


@step(enable_cache=False, retry=StepRetry(max_retries=3, delay_seconds=0.01, retry_on=(NotYetError,)), on_success=cheer)
def flaky() -> int:
    with open(HERE / "tries", "a") as file:
        file.write("x")
    tries = len((HERE / "tries").read_text())
    print(f"attempt {tries}", flush=True)
    if tries < 3:
        raise NotYetError("not yet")
    return tries


@step(enable_cache=False)
def forever() -> int:
    child = subprocess.Popen(["sleep", "600"])
    (HERE / "child").write_text(str(child.pid))
    print("forever begins", flush=True)
    return child.wait()


@pipeline
def counting():
    total(number(1), number(2))


@pipeline
def processes():
    for value in range(6):
        process(value)


@pipeline(failure_mode="continue")
def failing():
    exits()
    killed()
    crashes()
    raises()
    unstorable()
    number(flaky())


@pipeline
def timing():
    slow()
    total(number(1), number(2))


@pipeline
def endless():
    forever()
    number(1)


if __name__ == "__main__":
    try:
        globals()[sys.argv[1]]().run(run_name=sys.argv[1])
    except Exception as error:
        print(f"{type(error).__name__}: {error.__cause__!r}", file=sys.stderr)
        sys.exit(1)
"""
