"""Run three steps that exchange integers, on the default stack."""

from zenml import pipeline, step


@step
def one() -> int:
    return 1


@step
def two(number: int) -> int:
    return number + 1


@step
def three(number: int) -> int:
    return number + 1


@pipeline(enable_cache=False)
def count() -> None:
    three(two(one()))


if __name__ == "__main__":
    count().run()
