"""Install plugins for a test as pip would: real modules and real ``*.dist-info`` folders."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from zenml.enums import FlavorStatus
from zenml.flavors.admission import Admission
from zenml.flavors.discovery import discover
from zenml.flavors.installation import Folder, installed_folders
from zenml.flavors.rows import Row

_SCRIPT = """
import json, sys
from zenml.flavors.registry import catalogue
rows = [row.as_dict() for row in catalogue().rows if row.distribution.startswith("acme")]
print(json.dumps({"rows": rows, "modules": sorted(sys.modules)}))
"""


def make_distribution(
    folder: Path,
    name: str,
    *,
    version: str = "1.0",
    entry_points: Mapping[str, str] | None = None,
    modules: Mapping[str, str] | None = None,
    requires: Iterable[str] = (),
    editable: Path | None = None,
) -> Path:
    """Write a distribution into ``folder`` and return its metadata folder.

    ``modules`` maps relative paths to source code; they land in ``editable`` when that is given.
    """
    metadata = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    metadata.mkdir(parents=True)
    lines = [
        f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}",
        *(f"Requires-Dist: {text}" for text in requires),
    ]
    (metadata / "METADATA").write_text("\n".join(lines) + "\n")
    points = "".join(f"{key} = {value}\n" for key, value in (entry_points or {}).items())
    (metadata / "entry_points.txt").write_text(f"[console_scripts]\n\n[zenml.flavors]\n{points}" if points else "")
    for path, source in (modules or {}).items():
        file = (editable or folder) / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source)
    return metadata


def flavor_source(name: str, hook: str = "artifact_stores", **fields: object) -> str:
    """Return a plugin module that brings one flavor, of a class ``acme:<Name>``."""
    fields = {"name": name, "implementation": f"acme:{name.title()}", "summary": f"The {name}", **fields}
    flavor = f"Flavor({', '.join(f'{key}={value!r}' for key, value in fields.items())})"
    return f"from zenml.flavors import Flavor, hookimpl\n@hookimpl\ndef zenml_{hook}():\n    return [{flavor}]\n"


def broken_row(cause: str) -> Row:
    """Return the row of a package ``acme-a`` that ``PluginSite.add`` installed and that cannot be read."""
    return Row(
        kind="plugin",
        name="acme",
        status=FlavorStatus.BROKEN,
        distribution="acme-a",
        version="1.0",
        source="acme_a.plugin",
        cause=cause,
        remedy="pip install --upgrade acme-a, or go without it: export ZENML_PLUGINS_DISABLE=acme-a",
    )


@dataclass(frozen=True)
class Reading:
    """What a process of its own found in the catalogue, and which modules it had imported."""

    rows: list[Row]
    modules: list[str]
    stderr: str


class PluginSite:
    """A folder of installed plugins, which tests read in this process or in others."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def add(self, name: str, source: str, *, version: str = "1.0", entry_point: str = "acme") -> str:
        """Install a package of one plugin module and return the module's name; nobody has imported it yet."""
        package = name.replace("-", "_")
        _forget(package)
        make_distribution(
            self.folder,
            name,
            version=version,
            entry_points={entry_point: f"{package}.plugin"},
            modules={f"{package}/__init__.py": "", f"{package}/plugin.py": source},
        )
        return f"{package}.plugin"

    def remove(self, name: str) -> None:
        package = name.replace("-", "_")
        _forget(package)
        shutil.rmtree(self.folder / package)
        for metadata in self.folder.glob(f"{package}-*.dist-info"):
            shutil.rmtree(metadata)

    def folders(self) -> list[Folder]:
        """Return this folder alone, as discovery wants it."""
        return [folder for folder in installed_folders() if folder.path == str(self.folder)]

    def discover(self, admission: Admission | None = None) -> list[Row]:
        """Return what the plugins of this folder alone bring, imported into this process."""
        return list(discover(self.folders(), admission or Admission(), None).rows)

    def statuses(self) -> dict[str, str]:
        """Return the status of each row of ``discover``."""
        return {row.qualified_name: row.status.value for row in self.discover()}

    def start(self, **environment: str) -> subprocess.Popen[str]:
        """Start a process that reads the catalogue."""
        return subprocess.Popen(
            [sys.executable, "-c", _SCRIPT],
            env={**os.environ, "PYTHONPATH": str(self.folder), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def read(self, **environment: str) -> Reading:
        """Return what a new process reads."""
        return reading_of(self.start(**environment))


def _forget(package: str) -> None:
    """Let this process import a package anew: another test may have installed one of the same name."""
    for module in [name for name in sys.modules if name.partition(".")[0] == package]:
        del sys.modules[module]


def reading_of(process: subprocess.Popen[str]) -> Reading:
    """Wait for a process from ``PluginSite.start``; nothing but its data may stand on its standard output."""
    stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == 0, stderr
    answer = json.loads(stdout)
    return Reading([Row.from_dict(row) for row in answer["rows"]], answer["modules"], stderr)
