"""Decide which profile and stack are in force, by rules alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class Origin(Enum):
    """Name who chose; a higher value is stronger."""

    GLOBAL = 0
    REPOSITORY = 1
    ENVIRONMENT = 2
    COMMAND_LINE = 3

    @property
    def is_passing(self) -> bool:
        """Say whether the choice is gone with the command or the shell."""
        return self in (Origin.ENVIRONMENT, Origin.COMMAND_LINE)


@dataclass(frozen=True)
class Choice:
    """Hold what one place chose; ``None`` where it left it open."""

    origin: Origin
    profile: str | None = None
    stack: str | None = None


@dataclass(frozen=True)
class Selection:
    """Hold the names in force, and who chose them.

    A ``stack`` of ``None``, chosen by ``Origin.GLOBAL``, means: whatever the profile itself has active.
    """

    profile: str
    profile_origin: Origin
    stack: str | None
    stack_origin: Origin


def select(choices: Sequence[Choice]) -> Selection:
    """Return what is in force.

    A stack was chosen for the profile that its own place could see. So it does not count once a stronger
    place has chosen the profile: then the profile's own active stack holds.

    Args:
        choices: in any order; the global one is among them and names a profile.
    """
    strongest_first = sorted(choices, key=lambda choice: choice.origin.value, reverse=True)
    profile, by = next((choice.profile, choice.origin) for choice in strongest_first if choice.profile)
    for choice in strongest_first:
        if choice.stack and choice.origin.value >= by.value:
            return Selection(profile, by, choice.stack, choice.origin)
    return Selection(profile, by, None, Origin.GLOBAL)
