"""List flavors from both places they come from: installed packages, and the profile's store."""

from __future__ import annotations

from zenml.enums import StackComponentType
from zenml.flavors.registered import registered_rows
from zenml.flavors.registry import catalogue, find_flavor
from zenml.flavors.rows import Row
from zenml.repository.context import Context


def list_flavors(context: Context, component_type: StackComponentType) -> list[Row]:
    """Return all flavors of one kind, whatever their status, by name."""
    rows = [*catalogue().flavors(component_type), *registered_rows(context.store.list_flavors(component_type))]
    return sorted(rows, key=lambda row: (row.name, row.distribution))


def get_flavor(context: Context, component_type: StackComponentType, name: str, package: str = "") -> Row:
    """Return the usable flavor of a bare or qualified name, which ``package`` brought when it was used before.

    Raises:
        NotFoundError: nothing bears the name; says which package to install where that is known.
        ConflictError: several packages bring it; names them all.
        ConfigurationError: its package is broken, incompatible or disabled, or lacks its SDK.
    """
    return find_flavor(component_type, name, registered_rows(context.store.list_flavors(component_type)), package)
