"""List flavors from both places they come from: installed packages, and the profile's store."""

from __future__ import annotations

from collections.abc import Iterable

from zenml.enums import FlavorStatus, StackComponentType
from zenml.flavors.registry import catalogue, find_flavor
from zenml.flavors.rows import Row
from zenml.models.records import FlavorRecord
from zenml.repository.context import Context


def list_flavors(context: Context, component_type: StackComponentType) -> list[Row]:
    """Return all flavors of one kind, whatever their status, by name."""
    rows = [*catalogue().flavors(component_type), *rows_of(context.store.list_flavors(component_type))]
    return sorted(rows, key=lambda row: (row.name, row.distribution))


def get_flavor(context: Context, component_type: StackComponentType, name: str) -> Row:
    """Return the usable flavor of a bare or qualified name.

    Raises:
        NotFoundError: nothing bears the name; says which package to install where that is known.
        ConflictError: several packages bring it; names them all.
        ConfigurationError: its package is broken, incompatible or disabled, or lacks its SDK.
    """
    return find_flavor(component_type, name, rows_of(context.store.list_flavors(component_type)))


def rows_of(flavors: Iterable[FlavorRecord]) -> list[Row]:
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
