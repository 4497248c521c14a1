"""List flavors from both places they come from: installed packages, and the profile's store."""

from __future__ import annotations

from zenml.enums import StackComponentType
from zenml.errors import ConflictError, NotFoundError
from zenml.flavors.registered import registered_rows
from zenml.flavors.registry import catalogue, find_flavor
from zenml.flavors.rows import Row
from zenml.names import did_you_mean
from zenml.repository.context import Context
from zenml.zen_stores.refusals import refuse_used


def list_flavors(context: Context, component_type: StackComponentType) -> list[Row]:
    """Return all flavors of one kind, whatever their status, by name."""
    rows = [*catalogue().flavors(component_type), *registered_rows(context.store.list_flavors(component_type))]
    return sorted(rows, key=lambda row: (row.name, row.distribution))


def get_flavor(context: Context, component_type: StackComponentType, name: str, package: str | None = None) -> Row:
    """Return the usable flavor of a bare or qualified name, see ``find_flavor``.

    Raises:
        NotFoundError: nothing bears the name; says which package to install where that is known.
        ConflictError: several packages bring it; names them all.
        ConfigurationError: its package is broken, incompatible or disabled, or lacks its SDK.
    """
    return find_flavor(component_type, name, registered_rows(context.store.list_flavors(component_type)), package)


def knows_flavor(context: Context, component_type: StackComponentType, name: str) -> bool:
    """Say whether a flavor was registered by its path."""
    return any(flavor.name == name for flavor in context.store.list_flavors(component_type))


def check_flavor_deletion(context: Context, component_type: StackComponentType, name: str) -> None:
    """Refuse what ``delete_flavor`` refuses."""
    _refuse_flavor_of_package(context, component_type, name)
    components = context.store.list_components(component_type)
    users = [component.name for component in components if component.flavor == name]
    refuse_used(f"the flavor {name!r}", component_type.words, users)


def delete_flavor(context: Context, component_type: StackComponentType, name: str) -> None:
    """Forget a flavor that was registered by its path.

    Raises:
        NotFoundError: there is none of this name.
        ConflictError: it comes from a package, or components have it; names which.
    """
    _refuse_flavor_of_package(context, component_type, name)
    context.store.delete_flavor(component_type, name)


def _refuse_flavor_of_package(context: Context, component_type: StackComponentType, name: str) -> None:
    if knows_flavor(context, component_type, name):
        return
    rows = [row for row in catalogue().flavors(component_type) if row.is_record and row.name == name]
    if rows:
        problem = f"the {component_type.words} flavor {name!r} comes from {rows[0].package}"
        raise ConflictError(problem, hint=f"pip uninstall {rows[0].distribution}")
    known = [flavor.name for flavor in context.store.list_flavors(component_type)]
    hint = did_you_mean(name, known)
    raise NotFoundError(f"no {component_type.words} flavor {name!r} was registered by its path", hint=hint)
