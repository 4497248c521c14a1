"""Change a YAML store, one process at a time.

A module of its own, since readers need no lock and should not pay for importing one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from zenml.files import make_private_folder
from zenml.locks import locked
from zenml.zen_stores.yaml_journal import finish_interrupted_change, make_change
from zenml.zen_stores.yaml_layout import FORMAT_VERSION, STORE_FILE, Changes
from zenml.zen_stores.yaml_reading import check_store, check_version, is_store, own_files, pending_changes
from zenml.zen_stores.yaml_surroundings import clean_once, clear_away, keep_out_of_git, lock_file

_FILES_AT_ONCE = 5000
"""Of a large store that is deleted: the names of more would not fit into one journal."""


def change_store(root: Path, plan: Callable[[], Changes]) -> None:
    """Ask ``plan``, while no other process changes the store, what shall be changed, and do it.

    Whatever ``plan`` raises passes, and nothing is changed.
    """
    check_store(root)
    with _to_itself(root):
        check_store(root)
        clean_once(root)
        make_change(root, plan())


def initialize_store(root: Path, content: Changes) -> bool:
    """Make a folder a store that holds ``content``, and return whether it was none before."""
    make_private_folder(root)
    with _to_itself(root):
        make_private_folder(root)  # it may have been deleted while others had the lock
        clean_once(root)
        if is_store(root):
            return False
        make_change(root, {**content, STORE_FILE: {"version": FORMAT_VERSION}})
    return True


def delete_store(root: Path) -> None:
    """Delete a store: its own files, and the folders, its root included, in which nobody put others.

    What is no store is left as it is. Of a store with thousands of files, a process that dies leaves the rest;
    a smaller one is there whole or not at all.

    Raises:
        ConfigurationError: a newer version of the product made it, or it is damaged: nothing was deleted.
        ZenMLError: a file could not be deleted.
    """
    if not is_store(root) and not pending_changes(root):
        return
    with _to_itself(root):
        if is_store(root):
            files = own_files(root)
            for start in range(0, len(files), _FILES_AT_ONCE):
                make_change(root, dict.fromkeys(files[start : start + _FILES_AT_ONCE]))
        clear_away(root)


@contextmanager
def _to_itself(root: Path) -> Iterator[None]:
    """Keep every other process from changing a store, in which no change is left half done."""
    check_version(root)  # before anything is written: what a newer version made is left as it is
    with locked(lock_file(root)):
        keep_out_of_git(root)
        finish_interrupted_change(root)
        check_version(root)
        yield
