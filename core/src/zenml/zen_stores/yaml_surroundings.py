"""Know what stands in or beside a YAML store that is not its content: its lock, its lines for git, leftovers."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cache
from pathlib import Path

from zenml.config.global_config import is_configuration
from zenml.config.paths import PROFILES, config_folder, locks_folder
from zenml.files import delete_durably, explained_writing, remove_leftovers, sync_folder, write_atomically
from zenml.zen_stores.yaml_layout import FOLDERS
from zenml.zen_stores.yaml_reading import JOURNAL_FILE

LOCK_FILE = ".lock"
_GIT_FILE = ".gitignore"
_IGNORED = (f"/{LOCK_FILE}".encode(), f"/{JOURNAL_FILE}".encode(), b"*.zenml-tmp")


def lock_file(root: Path) -> Path:
    """Return the lock of a store: with the locks of the configuration whose profile it is the place of, else within it.

    It is the same for everybody, whatever configuration the own one is.
    """
    place = root.resolve()
    profiles, config = place.parent, place.parent.parent
    if profiles.name == PROFILES and (is_configuration(config) or config == config_folder().resolve()):
        return locks_folder(config) / f"{PROFILES}.{place.name}.lock"
    return root / LOCK_FILE


def keep_out_of_git(root: Path) -> None:
    """Name in the ``.gitignore`` of a store elsewhere what is this machine's business; a user's lines stay."""
    if lock_file(root).parent != root:
        return
    present = _lines_for_git(root)
    missing = [line for line in _IGNORED if line not in present]
    if missing:
        write_atomically(root / _GIT_FILE, b"\n".join([*present, *missing, b""]))


def clean_once(root: Path) -> None:
    """Remove what killed writers left, and make what they did survive a power cut.

    Once in a process and not for every change, since looking through large folders costs, and so does syncing.
    """
    _clean(root, os.getpid())


def clear_away(root: Path) -> None:
    """Remove what is left of a store whose files are gone: leftovers, empty folders, our lines for git, the lock."""
    with explained_writing(root, "the store was deleted, but not all that stood beside it"):
        for folder in reversed(_folders(root)):
            remove_leftovers(folder)
            _remove_if_empty(folder)
        _take_lines_from_git(root)
        with suppress(FileNotFoundError):
            os.unlink(lock_file(root))
        _remove_if_empty(root)
    with suppress(OSError):  # a power cut may bring back what is worth nothing
        sync_folder(root if root.exists() else root.parent)


@cache
def _clean(root: Path, process: int) -> None:  # noqa: ARG001 - each process cleans once, a forked one, too
    with explained_writing(root):
        for folder in _folders(root):
            remove_leftovers(folder)
            sync_folder(folder)
        with suppress(PermissionError):  # what is above the store may be somebody else's
            sync_folder(root.parent)


def _folders(root: Path) -> list[Path]:
    """Return the folders of a store that are there; a link leads to what is somebody else's."""
    inside = [root / name for name in FOLDERS]
    return [root, *(folder for folder in inside if folder.is_dir() and not folder.is_symlink())]


def _lines_for_git(root: Path) -> list[bytes]:
    path = root / _GIT_FILE
    with explained_writing(path):
        return path.read_bytes().splitlines() if path.exists() else []


def _take_lines_from_git(root: Path) -> None:
    present = _lines_for_git(root)
    kept = [line for line in present if line not in _IGNORED]
    if present and not kept:
        delete_durably(root / _GIT_FILE)
    elif kept != present:
        write_atomically(root / _GIT_FILE, b"\n".join([*kept, b""]))


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):  # not there, or in use by others
        os.rmdir(folder)
