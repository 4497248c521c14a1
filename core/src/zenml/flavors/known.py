"""Know which package brings a flavor that is not installed; nothing imports this before a name was missed."""

from __future__ import annotations

import sys
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


def package_for(kind: str, name: str) -> str | None:
    """Return the package that brings a flavor or store of this name, ``None`` when nobody knows."""
    known: dict[str, dict[str, str]] = tomllib.loads(_file().read_text(encoding="utf-8"))
    return known.get(kind, {}).get(name)


def _file() -> Path:
    return Path(__file__).with_name("known.toml")
