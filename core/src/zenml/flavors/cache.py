"""Remember the catalogue between processes, and notice by itself when an installation changed."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from zenml.config.paths import cache_folder
from zenml.errors import ZenMLError
from zenml.files import make_private_folder, remove_leftovers, write_atomically
from zenml.flavors.admission import Admission
from zenml.flavors.installation import Folder, Stamp, stamp
from zenml.flavors.rows import Row
from zenml.sources import load

FORMAT = 1
NO_CACHE_VARIABLE = "ZENML_PLUGINS_NOCACHE"
_PREFIX = "flavors-"
_MOST_FILES = 20

World = dict[str, object]


def is_switched_off() -> bool:
    """Say whether ``ZENML_PLUGINS_NOCACHE=1`` asks to go without."""
    return os.environ.get(NO_CACHE_VARIABLE, "") not in ("", "0")


def describe_world(folders: Iterable[Folder], admission: Admission) -> World:
    """Return, as JSON would give it back, everything on which the catalogue depends but the plugins' own files."""
    return {
        "format": FORMAT,
        "prefix": sys.prefix,
        "python": sys.version,
        # By its address: as an import it would close a circle, since the root names rooms above this one.
        "core": load("zenml:__version__"),
        "disabled": list(admission.disabled),
        "allowed": list(admission.allowed),
        "folders": [[path, mtime_ns, list(names)] for path, mtime_ns, names in folders],
    }


def read_rows(world: World) -> tuple[Row, ...] | None:
    """Return the rows remembered for exactly this world, ``None`` when there are none that can be trusted."""
    try:
        checksum, _, body = _file_for(world).read_bytes().partition(b"\n")
        document = json.loads(body) if checksum == _checksum(body) else {}
        if document.get("world") != world or not all(map(_is_unchanged, document["stamps"])):
            return None
        return tuple(map(Row.from_dict, document["rows"]))
    except (ZenMLError, OSError, ValueError, KeyError, TypeError, AttributeError):
        return None  # missing, nowhere, unreadable, or written by another version: it is only a cache


def write_rows(world: World, stamps: Sequence[Stamp], rows: Sequence[Row]) -> None:
    """Remember rows for this world; where that is impossible, nothing happens."""
    document = {"world": world, "stamps": stamps, "rows": [row.as_dict() for row in rows]}
    body = json.dumps(document, separators=(",", ":")).encode()
    with contextlib.suppress(ZenMLError, OSError):
        folder = make_private_folder(cache_folder())
        write_atomically(_file_for(world), _checksum(body) + b"\n" + body)
        _tidy(folder)


def _file_for(world: World) -> Path:
    """Return one file for each environment and setting, so that two that alternate don't evict each other."""
    folders = world["folders"]
    assert isinstance(folders, list)
    lasting = {**world, "folders": [path for path, *_ in folders]}
    return cache_folder() / f"{_PREFIX}{_checksum(json.dumps(lasting).encode()).decode()}.json"


def _checksum(data: bytes) -> bytes:
    # CRC-32 finds damage; against forgery the folder's mode 0700 stands.
    return b"%08x" % zlib.crc32(data)


def _is_unchanged(known: Sequence[object]) -> bool:
    return list(stamp(str(known[0]))) == known


def _tidy(folder: Path) -> None:
    """Remove what killed writers left behind, and the files of environments not seen for long."""
    remove_leftovers(folder)
    files = sorted(folder.glob(f"{_PREFIX}*.json"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    for file in files[_MOST_FILES:]:
        file.unlink(missing_ok=True)
