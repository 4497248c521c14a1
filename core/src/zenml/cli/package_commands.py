"""Find the commands that installed packages add to ``zenml`` and to its groups."""

from __future__ import annotations

from collections.abc import Mapping

from zenml.cli.entries import Entry
from zenml.enums import FlavorStatus
from zenml.errors import ConflictError
from zenml.flavors.registry import commands, remembered_commands
from zenml.flavors.rows import Row


def remembered_entries(path: str) -> Mapping[str, Entry]:
    """Return what packages add below ``path`` (``""`` for the root) as far as it is known without looking."""
    rows = [row for row in remembered_commands() if row.status is FlavorStatus.OK]
    return {row.name.rpartition(" ")[2]: _entry(row) for row in rows if row.name.rpartition(" ")[0] == path}


def find_entry(path: str, name: str) -> Entry | None:
    """Return the command ``name`` that a package adds below ``path``.

    Raises:
        ConflictError: several packages bring it.
    """
    whole = f"{path} {name}".strip()
    rows = [row for row in commands() if row.name == whole]
    for row in rows:
        if row.status is not FlavorStatus.OK:
            raise ConflictError(f"{row.package} cannot bring the command {whole!r}: {row.cause}", hint=row.remedy)
    return _entry(rows[0]) if rows else None


def _entry(row: Row) -> Entry:
    return Entry(row.implementation, row.summary)
