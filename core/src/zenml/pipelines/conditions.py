"""Note what is said about outputs in a pipeline, for a step to depend on: ``accuracy > 0.9``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from zenml.models.conditions import AND, EQUAL, NOT, OR, UNEQUAL


class Conditional:
    """Be something that holds or not once the run got there; ``&``, ``|`` and ``~`` combine such things."""

    def __and__(self, other: object) -> Combined:
        return Combined(AND, (self, other))

    def __or__(self, other: object) -> Combined:
        return Combined(OR, (self, other))

    def __invert__(self) -> Combined:
        return Combined(NOT, (self,))

    def __bool__(self) -> NoReturn:
        raise TypeError(
            "whether it holds is known only when the steps before have run: write step.when(…), and &, | or ~ in the "
            "place of and, or and not"
        )


@dataclass(frozen=True, eq=False)
class Compared(Conditional):
    """Hold a comparison of an output with a value or another output."""

    left: Comparable
    operator: str
    right: object


@dataclass(frozen=True, eq=False)
class Combined(Conditional):
    """Hold what is combined of several conditions; a user may have put anything in their place."""

    operator: str
    parts: tuple[object, ...]


class Comparable(Conditional):
    """Be what can be compared, and is a condition by itself if it is a boolean.

    ``==`` tells, as ever, whether two outputs are the same one.
    """

    def __gt__(self, other: object) -> Compared:
        return Compared(self, ">", other)

    def __ge__(self, other: object) -> Compared:
        return Compared(self, ">=", other)

    def __lt__(self, other: object) -> Compared:
        return Compared(self, "<", other)

    def __le__(self, other: object) -> Compared:
        return Compared(self, "<=", other)

    def equals(self, other: object) -> Compared:
        """Hold if the output is equal to a number, text or boolean, or to another output."""
        return Compared(self, EQUAL, other)

    def differs_from(self, other: object) -> Compared:
        """Hold if it is not."""
        return Compared(self, UNEQUAL, other)
