"""List flavors that were registered by the address of their class beside those of packages."""

from __future__ import annotations

from collections.abc import Iterable

from zenml.enums import FlavorStatus
from zenml.flavors.rows import Row
from zenml.models.records import FlavorRecord


def registered_rows(flavors: Iterable[FlavorRecord]) -> list[Row]:
    """Return flavors that were registered by address as rows like those of packages."""
    return [
        Row(
            kind=flavor.type.value,
            name=flavor.name,
            status=FlavorStatus.LOCAL,
            source=flavor.source,
            implementation=flavor.source,
            summary=flavor.summary,
        )
        for flavor in flavors
    ]
