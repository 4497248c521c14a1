"""Change the files of a YAML store, one process at a time, each change whole or not at all.

A module of its own, since readers need no lock and should not pay for importing one.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

from zenml.config.paths import config_folder, locks_folder
from zenml.documents import write_document
from zenml.files import delete_durably, make_private_folder, remove_leftovers, write_atomically
from zenml.locks import locked
from zenml.zen_stores.yaml_layout import FORMAT_VERSION, STORE_FILE, Changes
from zenml.zen_stores.yaml_reading import JOURNAL_FILE, check_store, is_store, pending_changes

LOCK_FILE = ".lock"
_IGNORED = (f"/{LOCK_FILE}".encode(), f"/{JOURNAL_FILE}".encode(), b"*.zenml-tmp")


def change_store(root: Path, plan: Callable[[], Changes]) -> None:
    """Ask ``plan``, while no other process changes the store, what shall be changed, and do it.

    Whatever ``plan`` raises passes, and nothing is changed.
    """
    with locked(_lock_file(root)):
        check_store(root)
        _finish_interrupted_change(root)
        _clean_once(root, os.getpid())
        _make(root, plan())


def initialize_store(root: Path, content: Changes) -> bool:
    """Make a folder a store that holds ``content``, and return whether it was none before."""
    make_private_folder(root)
    with locked(_lock_file(root)):
        _finish_interrupted_change(root)
        _clean_once(root, os.getpid())
        if is_store(root):
            check_store(root)
            return False
        _make(root, {**content, STORE_FILE: {"version": FORMAT_VERSION}})
    return True


def _lock_file(root: Path) -> Path:
    """Return the lock of a store: elsewhere than the store, unless the store is elsewhere than our folder."""
    ours, place = config_folder().resolve(), root.resolve()
    if place.is_relative_to(ours):
        return locks_folder() / f"{'.'.join(place.relative_to(ours).parts)}.lock"
    _keep_out_of_git(root)
    return root / LOCK_FILE


def _keep_out_of_git(root: Path) -> None:
    """Name in the store's ``.gitignore`` what is this machine's business; a user's lines stay."""
    path = root / ".gitignore"
    present = path.read_bytes().splitlines() if path.exists() else []
    missing = [line for line in _IGNORED if line not in present]
    if missing:
        write_atomically(path, b"\n".join([*present, *missing, b""]))


def _finish_interrupted_change(root: Path) -> None:
    """Finish the change of a process that died in it."""
    changes = pending_changes(root)
    if changes:
        _apply(root, changes)
        delete_durably(root / JOURNAL_FILE)


def _make(root: Path, changes: Changes) -> None:
    if len(changes) <= 1:
        _apply(root, changes)
        return
    write_document(root / JOURNAL_FILE, {"version": FORMAT_VERSION, "changes": dict(changes)})
    _finish_interrupted_change(root)


def _apply(root: Path, changes: Changes) -> None:
    for name, document in changes.items():
        path = root / name
        if document is not None:
            make_private_folder(path.parent)
            write_document(path, document)
        elif path.exists():
            delete_durably(path)


@cache
def _clean_once(root: Path, process: int) -> None:  # noqa: ARG001 - each process cleans once, a forked one, too
    """Remove what killed writers left; not for every change, since looking through large folders costs."""
    for folder in (root, *filter(Path.is_dir, root.iterdir())):
        remove_leftovers(folder)
