"""Hold everything that installed packages bring, as one value."""

from __future__ import annotations

from typing import NamedTuple

from zenml.enums import StackComponentType
from zenml.flavors.rows import PLUGIN, Row


class Catalogue(NamedTuple):
    """Hold the rows of all installed packages, ordered by kind, name and package."""

    rows: tuple[Row, ...]

    def of_kind(self, kind: str) -> tuple[Row, ...]:
        """Return the rows of one kind, whatever their status."""
        return tuple(row for row in self.rows if row.kind == kind)

    def flavors(self, component_type: StackComponentType) -> tuple[Row, ...]:
        """Return the flavors of a type, whatever their status, and the packages that may have brought more.

        A package that is broken or disabled stands in the list of every type, since it could not be asked.
        """
        rows = self.of_kind(component_type.value) + self.of_kind(PLUGIN)
        return tuple(sorted(rows, key=lambda row: (row.name, row.distribution)))

    def package(self, distribution: str) -> tuple[Row, ...]:
        """Return what one package brings, by its normalized name."""
        return tuple(row for row in self.rows if row.distribution == distribution)
