"""Let the user say which packages may be imported at all, before any of them is."""

from __future__ import annotations

import os
from typing import NamedTuple

from zenml.flavors.installation import normalized

DISABLE_VARIABLE = "ZENML_PLUGINS_DISABLE"
ALLOW_VARIABLE = "ZENML_PLUGINS_ALLOW"


class Admission(NamedTuple):
    """Hold both lists: normalized names of distributions or entry points, sorted.

    A name that stands in both lists is disabled; an empty allow list allows everything.
    """

    disabled: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()

    @classmethod
    def from_environment(cls) -> Admission:
        """Read ``ZENML_PLUGINS_DISABLE`` (names separated by commas, or ``*``) and ``ZENML_PLUGINS_ALLOW``."""
        return cls(_names_in(DISABLE_VARIABLE), _names_in(ALLOW_VARIABLE))

    def refusal(self, distribution: str, entry_point: str) -> tuple[str, str] | None:
        """Return cause and remedy when a plugin must not be imported, else ``None``."""
        names = {normalized(distribution), normalized(entry_point)}
        if "*" in self.disabled:
            return f"{DISABLE_VARIABLE} is '*'", f"unset {DISABLE_VARIABLE}"
        if named := sorted(names.intersection(self.disabled)):
            return f"{named[0]!r} stands in {DISABLE_VARIABLE}", f"take {named[0]!r} out of {DISABLE_VARIABLE}"
        if self.allowed and "*" not in self.allowed and names.isdisjoint(self.allowed):
            return f"{distribution!r} does not stand in {ALLOW_VARIABLE}", f"add {distribution!r} to {ALLOW_VARIABLE}"
        return None


def _names_in(variable: str) -> tuple[str, ...]:
    words = os.environ.get(variable, "").split(",")
    return tuple(sorted({normalized(word.strip()) for word in words if word.strip()}))
