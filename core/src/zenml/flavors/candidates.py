"""Find the plugins that installed distributions name, without importing any of them.

Part of the cold path: importlib_metadata costs more than a whole warm listing.
"""

from __future__ import annotations

import functools
import glob
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import importlib_metadata

from zenml.flavors.installation import Folder, Stamp, module_file, normalized, stamp

GROUP = "zenml.flavors"


@dataclass(frozen=True, order=True)
class Candidate:
    """Describe one entry point: a plugin that may be imported."""

    distribution: str
    name: str
    """The entry point's name."""
    version: str
    address: str
    """The entry point's value: a module, or ``module:attribute``."""
    metadata: str
    """The path of the distribution's ``*.dist-info``."""
    file: str = ""
    """The file of the module, ``""`` when only an import could tell."""
    problem: str = ""
    """Why its entry points cannot be read at all."""

    @property
    def module(self) -> str:
        """Return the name of the module to import."""
        return self.address.partition(":")[0]

    @property
    def is_editable(self) -> bool:
        """Say whether the module lies elsewhere than its distribution, as one does that is being worked on."""
        return not self.file.startswith(os.path.dirname(self.metadata) + os.sep)

    def stamps(self) -> list[Stamp]:
        """Return the stamps of the files whose change may change what the plugin brings.

        A plugin that is being worked on has helper modules beside it that change likewise.
        """
        if not self.file:
            return []
        if not self.is_editable:
            return [stamp(self.file)]
        return [stamp(file) for file in sorted(glob.glob(f"{glob.escape(os.path.dirname(self.file))}/*.py"))]

    def edition(self) -> str:
        """Return a line of JSON that becomes another one when the distribution or its plugin changes."""
        return json.dumps([self.distribution, self.address, stamp(self.metadata), *self.stamps()])


def is_outdated(edition: str) -> bool:
    """Say whether something changed since ``Candidate.edition`` wrote this line."""
    try:
        stamps = json.loads(edition)[2:]
        return any(list(stamp(str(path))) != [path, *rest] for path, *rest in stamps)
    except (ValueError, TypeError):  # a line that was cut short
        return True


class Distributions:
    """Know the installed distributions; of two with one name, the one that Python finds first."""

    def __init__(self, folders: Sequence[Folder]) -> None:
        self._paths: dict[str, str] = {}
        for folder in folders:
            for name in folder.metadata_names:
                self._paths.setdefault(_name_and_version(name)[0], os.path.join(folder.path, name))

    def version(self, name: str) -> str | None:
        """Return the version of a distribution by its name in any spelling, ``None`` if it is not installed."""
        path = self._paths.get(normalized(name))
        return _version_of(path) if path else None

    def requirements(self, name: str) -> list[str]:
        """Return what an installed distribution requires, its extras included."""
        return importlib_metadata.Distribution.at(self._paths[normalized(name)]).requires or []

    def candidates(self) -> list[Candidate]:
        """Return every plugin, in an order that does not depend on the disk."""
        return sorted(candidate for name, path in self._paths.items() for candidate in _candidates_of(name, path))


@functools.cache
def _name_and_version(metadata_name: str) -> tuple[str, str]:
    """Return what the name of a ``*.dist-info`` says; the wheel format fixes it, the version's ``-`` as ``_``."""
    stem, suffix = os.path.splitext(metadata_name)
    name, _, version = stem.partition("-")
    return normalized(name), version.replace("_", "-") if suffix == ".dist-info" else ""


def _version_of(path: str) -> str:
    """Return a version, if possible without parsing a METADATA file, which takes as long as importing a plugin."""
    if version := _name_and_version(os.path.basename(path))[1]:
        return version
    try:
        return importlib_metadata.Distribution.at(path).metadata.get("Version") or ""
    except (AttributeError, OSError):  # there is no file; what is raised then depends on the library's version
        return ""


def _candidates_of(name: str, path: str) -> list[Candidate]:
    if not _mentions_group(path):
        return []
    try:
        entry_points = importlib_metadata.Distribution.at(path).entry_points.select(group=GROUP)
    except Exception as error:  # noqa: BLE001 - what a damaged file raises differs between the library's versions
        problem = f"its entry_points.txt cannot be read: {type(error).__name__}"
        return [Candidate(name, name, _version_of(path), address="", metadata=path, problem=problem)]
    # A pair that is listed twice is one: some installers repeat lines.
    return [
        _candidate(name, path, *pair)
        for pair in {(entry_point.name, entry_point.value) for entry_point in entry_points}
    ]


def _mentions_group(path: str) -> bool:
    """Look for the group's name before anything is parsed: most distributions have no plugin."""
    try:
        with open(os.path.join(path, "entry_points.txt"), "rb") as file:
            return GROUP.encode() in file.read()
    except OSError:
        return False


def _candidate(distribution: str, path: str, name: str, value: str) -> Candidate:
    address = value.partition("[")[0].replace(" ", "")
    file = module_file(address.partition(":")[0], [os.path.dirname(path), *sys.path])
    return Candidate(distribution, name, _version_of(path), address, path, file)
