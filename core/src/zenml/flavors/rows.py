"""Describe one line of the catalogue: what a package brings, or why it brings nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from zenml.enums import FlavorStatus

STORE = "store"
MATERIALIZER = "materializer"
COMMAND = "command"
MOMENT = "moment"
PLUGIN = "plugin"


class Row(NamedTuple):
    """Say what is known about one flavor, store, materializer, command or moment of a package.

    A package that could not be read has one row of kind ``plugin``, under its entry point's name, since
    nobody knows what it would have brought.
    """

    kind: str
    """A ``StackComponentType`` value, or one of this module's constants."""
    name: str
    """The flavor's name, the store's or value's type, the command's path, the moment's hook."""
    status: FlavorStatus
    distribution: str = ""
    """Normalized (PEP 503) name of the package; empty when the flavor was registered by path."""
    version: str = ""
    source: str = ""
    """The entry point's value (``zenml_s3.plugin``), or the path that was registered."""
    implementation: str = ""
    """``module:Class``; empty when the package could not be read."""
    summary: str = ""
    cause: str = ""
    """Why the status is not ``ok``, in one line."""
    remedy: str = ""
    """What to do about it, often a command."""
    docs_url: str = ""
    api: int = 1
    import_seconds: float = 0.0
    """How long its plugin took to import, when that was above one second."""
    schemes: tuple[str, ...] = ()
    """The URL schemes of a store."""
    arguments: tuple[str, ...] = ()
    """The arguments that the implementation of a moment wants."""

    @property
    def qualified_name(self) -> str:
        """Return the name that no other package can have: ``zenml-s3/s3``."""
        return f"{self.distribution}/{self.name}" if self.distribution else self.name

    @property
    def package(self) -> str:
        """Return distribution and version as tables show them: ``zenml-s3 0.1.0``."""
        return f"{self.distribution} {self.version}".strip()

    @property
    def is_record(self) -> bool:
        """Say whether this was brought, rather than only tells that something could not be read."""
        return bool(self.implementation)

    def as_dict(self) -> dict[str, object]:
        """Return the fields that differ from their defaults, as plain data."""
        return {name: value for name, value in self._asdict().items() if value != self._field_defaults.get(name)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Row:
        """Rebuild a row from ``as_dict``, also after a trip through JSON.

        Raises:
            KeyError, TypeError, ValueError: the data was written by another version.
        """
        row = {**data, "status": FlavorStatus(data["status"])}
        for name in ("schemes", "arguments"):
            row[name] = tuple(row.get(name, ()))
        return cls(**row)
