"""Change the global configuration and repositories, one process at a time.

A module of its own, since readers need no lock and should not pay for importing one. Who needs several locks takes
that of the repositories first, then that of the configuration, then that of a store.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from zenml.config.global_config import (
    FORMAT_VERSION,
    TO_BE_REMOVED,
    GlobalConfiguration,
    global_configuration_path,
    load_global_configuration,
)
from zenml.config.paths import locks_folder, profile_folder
from zenml.config.profiles import LOCAL_STORE, Profile
from zenml.config.repository_file import RepositoryFile, read_repository_file, repository_file_path
from zenml.config.trash import discard, empty_trash
from zenml.documents import Document, read_document, write_document
from zenml.errors import ConfigurationError, NotFoundError, ZenMLError
from zenml.fields import Fields
from zenml.files import make_private_folder, remove_leftovers
from zenml.locks import locked

logger = logging.getLogger(__name__)

_STORE_KEYS = frozenset({"store_type", "store_url"})


@contextmanager
def configuration_lock() -> Iterator[None]:
    """Keep every other process from changing the global configuration."""
    with locked(locks_folder() / "configuration.lock"):
        yield


@contextmanager
def repositories_lock() -> Iterator[None]:
    """Hold one lock for all repositories, outside of them: ``.zen`` holds its configuration and nothing else."""
    with locked(locks_folder() / "repositories.lock"):
        yield


def change_global_configuration(change: Callable[[GlobalConfiguration], GlobalConfiguration]) -> GlobalConfiguration:
    """Replace the global configuration by what ``change`` makes of it, and return that.

    Raises:
        ConfigurationError: the present file is damaged; it is left as it is.
        NotFoundError: there is no file to change.
    """
    with configuration_lock():
        before = current_configuration()
        after = change(before)
        if after != before:
            write_global_configuration(after)
    return after


def current_configuration() -> GlobalConfiguration:
    """Return what is to be changed, under ``configuration_lock``, after finishing what a killed process left.

    Raises:
        ConfigurationError: the file is damaged.
        NotFoundError: there is none.
    """
    found = load_global_configuration()
    if found is None:
        raise NotFoundError(f"{global_configuration_path()} is gone", hint="try again: it is made at first use")
    return remove_deleted(found) if found.to_be_removed else found


def remove_deleted(configuration: GlobalConfiguration) -> GlobalConfiguration:
    """Remove the folders of deleted profiles, under ``configuration_lock``, and return what is written then.

    What cannot be removed is warned about, and stays noted for the next time.
    """
    left = tuple(name for name in configuration.to_be_removed if not _is_removed(name, configuration))
    empty_trash()
    after = replace(configuration, to_be_removed=left)
    if after != configuration:
        write_global_configuration(after)
    return after


def write_global_configuration(configuration: GlobalConfiguration) -> None:
    """Write the global configuration, under ``configuration_lock``; keys that this version does not know stay.

    A link stays one, too: the file that it names is written, wherever the user keeps it.
    """
    path = make_private_folder(global_configuration_path().parent) / global_configuration_path().name
    target = path.resolve()
    remove_leftovers(target.parent)
    present = Fields.read(path) if path.exists() else Fields(path, {})
    known = present.section("profiles").document
    profiles = {each.name: _profile_document(each, known.get(each.name)) for each in configuration.profiles}
    ours: Document = {"version": FORMAT_VERSION, "active_profile": configuration.active_profile, "profiles": profiles}
    kept = {key: value for key, value in present.document.items() if key != TO_BE_REMOVED}
    doomed: Document = {TO_BE_REMOVED: list(configuration.to_be_removed)} if configuration.to_be_removed else {}
    write_document(target, _merged(kept, ours | doomed))


def change_repository_file(root: Path, change: Callable[[RepositoryFile], RepositoryFile]) -> RepositoryFile:
    """Replace what the repository at ``root`` selects by what ``change`` makes of it, and return that."""
    with repositories_lock():
        after = change(read_repository_file(root))
        write_repository_file(root, after)
    return after


def write_repository_file(root: Path, content: RepositoryFile) -> None:
    """Write what an existing repository selects, under ``repositories_lock``; unknown keys stay, and so does a link."""
    path = repository_file_path(root).resolve()
    remove_leftovers(path.parent)
    write_document(path, _merged(read_document(path), _repository_document(content)))


def replace_repository_file(root: Path, content: RepositoryFile) -> None:
    """Write what a repository selects, and nothing else, under ``repositories_lock``."""
    write_document(repository_file_path(root).resolve(), _repository_document(content))


def create_repository_file(root: Path, content: RepositoryFile) -> bool:
    """Make ``root`` a repository, and return whether it was none before."""
    with repositories_lock():
        path = repository_file_path(root)
        if path.exists():
            return False
        if os.path.lexists(path.parent) and not path.parent.is_dir():
            raise ConfigurationError(f"{path.parent} is no folder", hint="move it away; nothing was changed")
        make_private_folder(path.parent)
        remove_leftovers(path.parent)
        write_document(path, _repository_document(content))
    return True


def _is_removed(name: str, configuration: GlobalConfiguration) -> bool:
    if configuration.profile(name) is not None:  # made anew, by hand: its folder is in use
        return True
    try:
        discard(profile_folder(name))
    except ZenMLError as error:
        logger.warning("The data of the deleted profile %r could not be removed: %s", name, error)
        return False
    return True


def _merged(present: object, ours: Mapping[str, object]) -> Document:
    return {**(present if isinstance(present, dict) else {}), **ours}


def _repository_document(content: RepositoryFile) -> Document:
    return {
        "active_profile_name": content.active_profile_name,
        "active_project_name": content.active_project_name,
        "active_stack_name": content.active_stack_name,
    }


def _profile_document(profile: Profile, present: object) -> Document:
    """Return a profile as the file holds it: where its store lies only if that is not the usual place."""
    ours: Document = {"active_stack": profile.active_stack, "active_user": profile.active_user}
    if profile.store_url:
        ours = {"store_url": profile.store_url, **ours}
    if profile.store_type != LOCAL_STORE:
        ours = {"store_type": profile.store_type, **ours}
    merged = _merged(present, ours)
    return {key: value for key, value in merged.items() if key in ours or key not in _STORE_KEYS}
