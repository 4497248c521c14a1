"""Find things in this checkout: its files, its distributions, what their pyproject.toml say."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parent.parent
_NOT_OURS = {"__pycache__", "dist", "results"}


@dataclass(frozen=True)
class Distribution:
    """One folder with a pyproject.toml of its own."""

    folder: Path

    @property
    def document(self) -> dict[str, Any]:
        return tomllib.loads((self.folder / "pyproject.toml").read_text(encoding="utf-8"))

    @property
    def project(self) -> dict[str, Any]:
        project: dict[str, Any] = self.document["project"]
        return project

    @property
    def package(self) -> Path:
        """Return the folder of the import package: ``plugins/sql/src/zenml_sql``."""
        (package,) = (path.parent for path in self.folder.glob("src/*/__init__.py"))
        return package

    def __str__(self) -> str:
        return self.folder.name


UMBRELLA = Distribution(ROOT)
CORE = Distribution(ROOT / "core")
PLUGINS = [
    Distribution(path.parent)
    for path in sorted([*ROOT.glob("plugins/*/pyproject.toml"), *ROOT.glob("zenml_*/pyproject.toml")])
]
DISTRIBUTIONS = [UMBRELLA, CORE, *PLUGINS]


def files(*suffixes: str) -> list[Path]:
    """Return our files with one of the suffixes, ``""`` included; environments and caches are not ours."""
    return sorted(path for path in _walk(ROOT) if path.suffix in suffixes or not suffixes)


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_symlink() or path.name in _NOT_OURS or (path.name.startswith(".") and path.name != ".ci"):
            continue
        if path.is_dir():
            yield from _walk(path)
        else:
            yield path
