"""Choose one row by the name that a user wrote, or say why there is none to choose."""

from __future__ import annotations

from collections.abc import Sequence

from zenml.enums import FlavorStatus, StackComponentType
from zenml.errors import ConfigurationError, ConflictError, NotFoundError, ZenMLError
from zenml.flavors.catalogue import Catalogue
from zenml.flavors.installation import normalized
from zenml.flavors.rows import Row
from zenml.names import did_you_mean

_WORKING = (FlavorStatus.OK, FlavorStatus.LOCAL, FlavorStatus.CONFLICT)


def select_flavor(
    catalogue: Catalogue, component_type: StackComponentType, name: str, local: Sequence[Row], package: str | None
) -> Row:
    """Return the row of a flavor by its bare or qualified name; ``find_flavor`` says what is raised."""
    listed = (*catalogue.flavors(component_type), *local)
    matches = [row for row in listed if row.is_record and _bears(row, name)]
    if len({row.distribution for row in matches}) > 1:
        matches = _of_package(component_type, name, matches, package)
    if not matches:
        raise _missed(catalogue, component_type, name, listed, package or "")
    if matches[0].status not in _WORKING:
        raise _unusable(component_type, name, matches[0])
    return _uncontested(matches[0])


def select_class(catalogue: Catalogue, component_type: StackComponentType, class_name: str) -> str:
    """Return the address of the class of this name, ``""`` when no usable flavor of the type has it.

    Raises:
        ConflictError: flavors of two packages have different classes of this name.
    """
    rows = [row for row in catalogue.of_kind(component_type.value) if _has_class(row, class_name)]
    addresses = sorted({row.implementation for row in rows})
    if len(addresses) > 1:
        raise ConflictError(
            f"class {class_name!r} of zenml.{component_type.plural} is in several packages: {', '.join(addresses)}",
            hint=f"import it from {addresses[0].partition(':')[0]} or {addresses[1].partition(':')[0]}",
        )
    return addresses[0] if addresses else ""


def _bears(row: Row, name: str) -> bool:
    distribution, _, flavor = name.rpartition("/")
    return row.name == flavor and (not distribution or row.distribution == normalized(distribution))


def _has_class(row: Row, class_name: str) -> bool:
    # A class loads without its SDK; a package for another contract version may not.
    can_load = row.status in (*_WORKING, FlavorStatus.MISSING_DEPS)
    return can_load and row.implementation.partition(":")[2] == class_name


def _uncontested(row: Row) -> Row:
    """Return the row as the owner of its qualified name, about which nobody quarrels."""
    return row._replace(status=FlavorStatus.OK, cause="", remedy="") if row.status is FlavorStatus.CONFLICT else row


def _of_package(
    component_type: StackComponentType, name: str, contested: Sequence[Row], package: str | None
) -> list[Row]:
    """Return the rows of the package that is remembered: that others brought the same name later changes nothing."""
    from zenml.flavors.known import package_for  # a TOML parser, which only a conflict should pay for

    remembered = None if package is None else package or package_for(component_type.value, name)
    found = [row for row in contested if row.distribution == remembered]
    if not found:
        raise _contested(component_type, name, contested)
    return found


def _contested(component_type: StackComponentType, name: str, rows: Sequence[Row]) -> ConflictError:
    owners = [row.distribution or f"{row.implementation} (registered by path)" for row in rows]
    ways = [f"write {row.qualified_name}" for row in rows if row.distribution]
    message = f"{component_type.words} flavor {name!r} comes from several places: {', '.join(owners)}"
    return ConflictError(message, hint=" or ".join(ways))


def _unusable(component_type: StackComponentType, name: str, row: Row) -> ConfigurationError:
    message = f"{component_type.words} flavor {name!r} cannot be used: {row.package} is {row.status}: {row.cause}"
    return ConfigurationError(message, hint=row.remedy)


def _missed(
    catalogue: Catalogue, component_type: StackComponentType, name: str, listed: Sequence[Row], remembered: str
) -> ZenMLError:
    """Return the error for a name that nothing bears: a package that could not be asked, or is not there."""
    from zenml.flavors.known import package_for  # a TOML parser, which only a miss should pay for

    distribution, _, flavor = name.rpartition("/")
    known = remembered or package_for(component_type.value, flavor)
    package = normalized(distribution) or known or ""
    for row in listed:
        if not row.is_record and (row.distribution == package or (row.name == flavor and not distribution)):
            return _unusable(component_type, name, row)
    if not known or known != package:
        return _unknown(component_type, name, listed)
    if installed := catalogue.package(package):
        message = f"{installed[0].package} brings no {component_type.words} flavor {flavor!r}"
        return NotFoundError(message, hint=f"pip install --upgrade {package}")
    return NotFoundError(f"flavor {flavor!r} comes from the package {package}: pip install {package}")


def _unknown(component_type: StackComponentType, name: str, listed: Sequence[Row]) -> NotFoundError:
    names = {row.qualified_name if "/" in name else row.name for row in listed if row.is_record}
    silent = sorted({f"{row.distribution} ({row.status})" for row in listed if not row.is_record})
    hints = [did_you_mean(name, names), f"could not be asked: {', '.join(silent)}" if silent else ""]
    return NotFoundError(f"there is no {component_type.words} flavor {name!r}", hint="; ".join(filter(None, hints)))
