"""Choose the materializer of a type."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import get_origin

from zenml.enums import FlavorStatus
from zenml.errors import ConfigurationError
from zenml.flavors.registry import materializers
from zenml.flavors.rows import Row
from zenml.materializers.builtin import FALLBACK, FOR_SUBCLASSES_TOO, FOR_THIS_TYPE_ONLY, JSON
from zenml.materializers.class_addresses import load_class, same_class, type_name

# Classes, not addresses: a class is announced from its own body, when nobody can find it by name yet.
_defined: list[type] = []
_associated: dict[type, list[type]] = {}


def announce(materializer: type, data_types: Sequence[type]) -> None:
    """Let a class of this process materialize values of ``data_types`` and of their subclasses.

    Raises:
        ConfigurationError: one of them is no class.
    """
    for data_type in data_types:
        if not isinstance(data_type, type):
            raise ConfigurationError(
                f"{materializer.__qualname__}.ASSOCIATED_TYPES holds {data_type!r}, which is not a class",
                hint="write ASSOCIATED_TYPES = (MyClass,)",
            )
        _associated.setdefault(data_type, []).append(materializer)
    _defined.append(materializer)
    _chosen.cache_clear()
    load_materializer.cache_clear()


def materializer_for(data_type: type) -> str:
    """Return the address of the materializer for values of a type.

    The nearest class in its method resolution order decides; for one and the same class, classes of this
    process come before those of packages, these before the core's own. Libraries are recognized by the
    names of their classes and never imported.

    Raises:
        ConfigurationError: two claim the same class, or the package that claims it cannot be used.
    """
    data_type = get_origin(data_type) or data_type
    return _chosen(data_type, materializers())


@lru_cache(maxsize=256)
def load_materializer(address: str) -> type:
    """Return the class of a materializer, also of one that only this process knows.

    Raises:
        NotFoundError: there is no such class.
    """
    newest_first = reversed(_defined)
    return next((found for found in newest_first if type_name(found) == address), None) or load_class(address)


@lru_cache(maxsize=1024)
def _chosen(data_type: type, rows: tuple[Row, ...]) -> str:
    for base in data_type.__mro__:
        chosen = _claimed(base, rows) or _builtin(base, is_the_type_itself=base is data_type)
        if chosen:
            return chosen
    return JSON if _is_record(data_type) else FALLBACK


def _claimed(base: type, rows: Sequence[Row]) -> str:
    of_packages = [row for row in rows if row.status is not FlavorStatus.DISABLED and same_class(row.name, base)]
    packaged = {row.implementation for row in of_packages}
    own = {type_name(materializer) for materializer in _associated.get(base, ())}
    return _only(base, own - packaged) or _only(base, map(_usable, of_packages))


def _only(base: type, addresses: Iterable[str]) -> str:
    distinct = sorted(set(addresses))
    if len(distinct) > 1:
        raise ConfigurationError(
            f"values of type {type_name(base)} have {len(distinct)} materializers: {', '.join(distinct)}",
            hint="name one of them at the output, or remove the other",
        )
    return distinct[0] if distinct else ""


def _usable(row: Row) -> str:
    if row.status not in (FlavorStatus.OK, FlavorStatus.CONFLICT):
        raise ConfigurationError(
            f"the materializer of type {row.name} comes from {row.package}, which is {row.status}: {row.cause}",
            hint=row.remedy,
        )
    return row.implementation


def _builtin(base: type, *, is_the_type_itself: bool) -> str:
    tables = [FOR_SUBCLASSES_TOO, FOR_THIS_TYPE_ONLY] if is_the_type_itself else [FOR_SUBCLASSES_TOO]
    # pathlib's classes moved to a private module in Python 3.13, so the public name is tried as well.
    names = (f"{base.__module__}:{base.__qualname__}", f"{base.__module__.partition('.')[0]}:{base.__qualname__}")
    return next((table[name] for table in tables for name in names if name in table), "")


def _is_record(data_type: type) -> bool:
    """Say whether this is a dataclass or named tuple: kinds that have no common base class."""
    is_named_tuple = issubclass(data_type, tuple) and hasattr(data_type, "_make")
    return is_named_tuple or hasattr(data_type, "__dataclass_fields__")
