"""Settle who owns a name: nobody does when two packages bring it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from zenml.enums import FlavorStatus, StackComponentType
from zenml.flavors.rows import MOMENT, Row

_FLAVOR_KINDS = frozenset(kind.value for kind in StackComponentType)


def settled(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return the rows in their order, with every name that is brought twice marked.

    Two packages with one name are in conflict, whichever comes first; one package that brings a name
    twice, for two classes, is broken; for one class, it has simply said so twice. Any number of packages
    may implement a moment.
    """
    ordered = sorted(set(rows), key=_place)
    return tuple(row for _, owners in groupby(ordered, key=_name) for row in _judged(list(owners)))


def _place(row: Row) -> tuple[str, ...]:
    return (row.kind, row.name, row.distribution, row.implementation, row.source)


def _name(row: Row) -> tuple[str, str]:
    return (row.kind, row.name)


def _judged(rows: Sequence[Row]) -> list[Row]:
    if rows[0].kind == MOMENT:
        return _without_repetition(rows)
    owners = sorted({row.distribution for row in rows if row.is_record})
    judged = [row for _, own in groupby(rows, key=lambda row: row.distribution) for row in _of_one_package(list(own))]
    return [_contested(row, owners) if len(owners) > 1 else row for row in judged]


def _of_one_package(rows: Sequence[Row]) -> list[Row]:
    unique = _without_repetition(rows)
    implementations = [row.implementation for row in unique if row.is_record]
    if len(implementations) < 2:
        return unique
    cause = f"{rows[0].distribution} brings {rows[0].name!r} more than once: {', '.join(implementations)}"
    remedy = f"pip install --upgrade {rows[0].distribution}"
    return [row._replace(status=FlavorStatus.BROKEN, cause=cause, remedy=remedy) for row in unique]


def _without_repetition(rows: Sequence[Row]) -> list[Row]:
    """Keep one row for each implementation, and every row that only reports a failure."""
    firsts = {row.implementation or row: row for row in reversed(rows)}
    return list(reversed(firsts.values()))


def _contested(row: Row, owners: Sequence[str]) -> Row:
    """Mark a row that would work; one that does not keeps its own trouble, which is nearer."""
    if row.status is not FlavorStatus.OK:
        return row
    others = ", ".join(owner for owner in owners if owner != row.distribution)
    uninstall = f"pip uninstall {row.distribution}"
    remedy = f"write {row.qualified_name}, or {uninstall}" if row.kind in _FLAVOR_KINDS else uninstall
    return row._replace(status=FlavorStatus.CONFLICT, cause=f"{row.name!r} also comes from {others}", remedy=remedy)
