"""Answer what is installed: flavors, stores, materializers, commands and hooks, without importing any.

The answers come from the cache as long as no installation changed, else from importing each plugin once.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from zenml.config.paths import cache_folder
from zenml.enums import FlavorStatus, StackComponentType
from zenml.errors import ConfigurationError
from zenml.flavors.admission import Admission
from zenml.flavors.cache import describe_world, is_switched_off, read_rows, write_rows
from zenml.flavors.catalogue import Catalogue
from zenml.flavors.installation import Folder, installed_folders
from zenml.flavors.rows import COMMAND, MATERIALIZER, MOMENT, STORE, Row
from zenml.flavors.selection import select_class, select_flavor
from zenml.sources import load

if TYPE_CHECKING:
    from zenml.flavors.discovery import Findings

_CAMEL_CASE = re.compile(r"[A-Z][A-Za-z0-9]*")


def catalogue() -> Catalogue:
    """Return what is installed; looked up once in a process, see ``refresh``.

    Raises:
        ConfigurationError: a plugin asks while it is itself being asked.
    """
    return _memory.catalogue()


def refresh() -> None:
    """Look again at the next question, as after an installation in this very process."""
    _memory.forget()


def find_flavor(
    component_type: StackComponentType, name: str, local: Sequence[Row] = (), package: str | None = None
) -> Row:
    """Return the usable flavor of a bare (``s3``) or qualified (``zenml-s3/s3``) name.

    ``local`` holds the rows of flavors that were registered by path. Of several packages, that is taken which brought
    the flavor when somebody used it before: ``package``, ``""`` for the one that every core knows.

    Raises:
        NotFoundError: nothing bears the name; says which package to install where that is known.
        ConflictError: the bare name comes from several packages; names them all.
        ConfigurationError: its package is broken, incompatible or disabled, or lacks its SDK.
    """
    return select_flavor(catalogue(), component_type, name, local, package)


def public_class(component_type: StackComponentType, class_name: str) -> object:
    """Return the class of an installed flavor by its name: what ``zenml.artifact_stores.S3ArtifactStore`` is.

    Raises:
        AttributeError: no flavor of this type has such a class; at once if it is no public class name.
        ConflictError: two packages have a class of this name; names both.
    """
    address = select_class(catalogue(), component_type, class_name) if _CAMEL_CASE.fullmatch(class_name) else ""
    if not address:
        raise AttributeError(f"module 'zenml.{component_type.plural}' has no attribute {class_name!r}")
    return load(address)


def store_drivers() -> tuple[Row, ...]:
    """Return the kinds of profile store, whatever their status; each row's name is the ``--store-type``."""
    return catalogue().of_kind(STORE)


def materializers() -> tuple[Row, ...]:
    """Return the materializers, whatever their status; each row's name is the address of the values' type."""
    return catalogue().of_kind(MATERIALIZER)


def commands(core: Collection[str] = ()) -> tuple[Row, ...]:
    """Return the commands of packages, whatever their status; each row's name is the path: ``server up``.

    ``core`` holds the paths of the core's own commands, which always win.
    """
    return tuple(_behind_core(row) if row.name in core else row for row in catalogue().of_kind(COMMAND))


def remembered_commands() -> tuple[Row, ...]:
    """Return the commands of packages as far as the cache knows them; imports no plugin, as help must not."""
    return tuple(row for row in _memory.remembered() if row.kind == COMMAND)


def moments(hook: str) -> tuple[Row, ...]:
    """Return who implements a moment of a run: address and wanted arguments stand in each row."""
    return tuple(row for row in catalogue().of_kind(MOMENT) if row.name == hook)


def _behind_core(row: Row) -> Row:
    cause, remedy = f"zenml has a command {row.name!r} of its own", f"pip uninstall {row.distribution}"
    return row._replace(status=FlavorStatus.CONFLICT, cause=cause, remedy=remedy)


def _current_rows() -> tuple[Row, ...]:
    folders, admission = installed_folders(), Admission.from_environment()
    if is_switched_off():
        return _findings(folders, admission, None).rows
    world = describe_world(folders, admission)
    known = read_rows(world)
    if known is not None:
        return known
    findings = _findings(folders, admission, cache_folder())
    write_rows(world, findings.stamps, findings.rows)
    return findings.rows


def _remembered_rows() -> tuple[Row, ...] | None:
    if is_switched_off():
        return None
    return read_rows(describe_world(installed_folders(), Admission.from_environment()))


def _findings(folders: Sequence[Folder], admission: Admission, journal_folder: Path | None) -> Findings:
    # The cold path costs several times what a warm listing does: see house.md, section 5 (4).
    from zenml.flavors.discovery import discover

    return discover(folders, admission, journal_folder)


class _Memory:
    """Keep the catalogue for the life of the process; one thread looks, the others wait."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._catalogue: Catalogue | None = None
        self._is_looking = False

    def catalogue(self) -> Catalogue:
        with self._lock:
            if self._catalogue is None:
                self._catalogue = self._look()
            return self._catalogue

    def remembered(self) -> tuple[Row, ...]:
        """Return the rows that are known without importing a plugin."""
        with self._lock:
            if self._catalogue is None and (rows := _remembered_rows()) is not None:
                self._catalogue = Catalogue(rows)
            return self._catalogue.rows if self._catalogue else ()

    def forget(self) -> None:
        with self._lock:
            self._catalogue = None

    def _look(self) -> Catalogue:
        if self._is_looking:  # the lock lets its own thread in again: this is a plugin that is being imported
            raise ConfigurationError(
                "a plugin asked for installed flavors while it was itself being imported to list them",
                hint="let its plugin module name classes by address only",
            )
        self._is_looking = True
        try:
            return Catalogue(_current_rows())
        finally:
            self._is_looking = False


_memory = _Memory()
