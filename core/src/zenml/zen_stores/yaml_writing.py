"""Change the files of a YAML store, one process at a time, each change whole or not at all.

A module of its own, since readers need no lock and should not pay for importing one.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

from zenml.config.paths import config_folder, locks_folder
from zenml.documents import write_document
from zenml.errors import ConfigurationError, ZenMLError
from zenml.files import delete_durably, make_private_folder, remove_leftovers, write_atomically
from zenml.locks import locked
from zenml.zen_stores.yaml_layout import FORMAT_VERSION, STORE_FILE, Changes, is_file_of_store
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


def delete_store(root: Path) -> None:
    """Delete a store's own files, and the folders in which nobody put others; what is no store is left as it is."""
    if not is_store(root):
        return
    with locked(_lock_file(root)):
        _finish_interrupted_change(root)
        if is_store(root):
            check_store(root)
            found = (path.relative_to(root).as_posix() for path in root.glob("*/*.yaml"))
            _make(root, dict.fromkeys([STORE_FILE, *filter(is_file_of_store, found)]))
        for name in (LOCK_FILE, ".gitignore"):
            (root / name).unlink(missing_ok=True)
        for folder in (*filter(Path.is_dir, root.iterdir()), root):
            with suppress(OSError):
                folder.rmdir()


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
    """Finish the change of a process that died in it, or could not write all of it."""
    changes = pending_changes(root)
    if not changes:
        return
    _refuse_links(root, changes)
    try:
        _apply(root, changes)
        delete_durably(root / JOURNAL_FILE)
    except ZenMLError as error:
        problem = f"an earlier change is noted in {root / JOURNAL_FILE}, but cannot be finished: {error.message}"
        raise type(error)(problem, hint="nothing else was changed; let it be written, then try again") from error


def _make(root: Path, changes: Changes) -> None:
    """Make a change; one of several files is first noted, whole, in the journal.

    Raises:
        ZenMLError: a file could not be written. Before the first file nothing was changed; later the change
            has happened for every reader, the next writer finishes it, and the error says so.
    """
    _refuse_links(root, changes)
    if len(changes) <= 1:
        _apply(root, changes)
        return
    journal = root / JOURNAL_FILE
    applied = 0
    try:
        write_document(journal, {"version": FORMAT_VERSION, "changes": dict(changes)})
        for name, document in changes.items():
            _apply(root, {name: document})
            applied += 1
        delete_durably(journal)
    except ZenMLError as error:
        if applied == 0 and _is_taken_back(journal):
            raise
        hint = "the change is noted: let the file be written, and the next command that changes this store finishes it"
        raise type(error)(error.message, hint=hint) from error


def _is_taken_back(journal: Path) -> bool:
    """Remove a journal of which nothing was done yet, and return whether it is gone."""
    with suppress(ZenMLError):
        delete_durably(journal)
    return not journal.exists()


def _apply(root: Path, changes: Changes) -> None:
    for name, document in changes.items():
        path = root / name
        if document is not None:
            make_private_folder(path.parent)
            write_document(path, document)
        elif path.exists():
            delete_durably(path)


def _refuse_links(root: Path, changes: Changes) -> None:
    """Refuse to write through a link: a store may have come with a stranger's repository."""
    for folder in {(root / name).parent for name in changes} - {root}:
        if folder.is_symlink():
            problem = f"{folder} is a link, and a store writes into its own folders only"
            raise ConfigurationError(problem, hint="nothing was changed; put a folder there")


@cache
def _clean_once(root: Path, process: int) -> None:  # noqa: ARG001 - each process cleans once, a forked one, too
    """Remove what killed writers left; not for every change, since looking through large folders costs."""
    for folder in (root, *filter(Path.is_dir, root.iterdir())):
        remove_leftovers(folder)
