"""See which distributions are installed, as cheaply as the file system allows."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from typing import NamedTuple

_METADATA_SUFFIXES = (".dist-info", ".egg-info")
_SEPARATORS = re.compile(r"[-_.]+")


class Folder(NamedTuple):
    """Describe one folder of ``sys.path`` that holds distributions."""

    path: str
    mtime_ns: int
    metadata_names: tuple[str, ...]
    """The sorted names of its ``*.dist-info`` and ``*.egg-info``."""


class Stamp(NamedTuple):
    """Tell one content of a file from another without reading it."""

    path: str
    mtime_ns: int
    size: int


def installed_folders() -> list[Folder]:
    """Return the folders of ``sys.path`` that hold distributions, in the order in which Python looks.

    Folders without any are left out: they bring no plugin, and a project's own folder changes at each run.
    So is the current folder where Python added it by itself: to stand in a stranger's checkout must not
    run its code.
    """
    paths = dict.fromkeys(os.path.abspath(path) for path in _lasting_paths())
    return [folder for path in paths if (folder := _folder(path)) and folder.metadata_names]


def normalized(name: str) -> str:
    """Return the name of a distribution as PEP 503 compares it: ``Zenml_S3`` is ``zenml-s3``."""
    return _SEPARATORS.sub("-", name).lower()


def stamp(path: str) -> Stamp:
    """Return the stamp of a file; all zero when it is not there."""
    try:
        status = os.stat(path)
    except OSError:
        return Stamp(path, 0, 0)
    return Stamp(path, status.st_mtime_ns, status.st_size)


def module_file(module: str, paths: Sequence[str]) -> str:
    """Return the file from which Python would import a module, without importing it; ``""`` if none is found."""
    relative = module.replace(".", os.sep)
    for path in paths:
        for ending in (".py", f"{os.sep}__init__.py"):
            if os.path.isfile(file := os.path.join(path, relative + ending)):
                return os.path.abspath(file)
    return ""


def _lasting_paths() -> list[str]:
    is_first_implicit = not sys.flags.isolated and not getattr(sys.flags, "safe_path", False)
    paths = sys.path[1:] if is_first_implicit and sys.path[:1] == [_current_folder()] else sys.path
    return [path for path in paths if path]


def _current_folder() -> str:
    try:
        return os.getcwd()
    except FileNotFoundError:  # somebody removed it under our feet
        return ""


def _folder(path: str) -> Folder | None:
    try:
        # The time first: what is installed between the two calls then shows at the next look.
        mtime_ns = os.stat(path).st_mtime_ns
        names = [name for name in os.listdir(path) if name.endswith(_METADATA_SUFFIXES)]
    except OSError:  # not there, not readable, or a zip file
        return None
    return Folder(path, mtime_ns, tuple(sorted(name for name in names if not name.startswith("~"))))
