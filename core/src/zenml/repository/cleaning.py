"""Remove everything that the product keeps on this machine, to begin anew."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from zenml.config.changing import configuration_lock, repositories_lock
from zenml.config.global_config import global_configuration_path, load_global_configuration
from zenml.config.paths import FOLDERS_OF_DATA, PROFILES, config_folder, local_stores_folder
from zenml.config.profiles import LOCAL_STORE, Profile
from zenml.config.repository_file import find_root, repository_file_path, repository_folder
from zenml.config.store_urls import is_local, local_folder
from zenml.config.trash import discard, empty_trash
from zenml.errors import ZenMLError
from zenml.files import delete_durably, explained_writing, real_path, remove_tree
from zenml.repository.context import current_folder
from zenml.repository.first_use import create_default_profile
from zenml.repository.profile_deletion import close_store
from zenml.repository.running import refuse_running_in, stopping_command
from zenml.zen_stores.opening import open_store


class Everything(NamedTuple):
    """Say what ``clean_everything`` removes, and what stays where it is."""

    repository: Path | None
    """The ``.zen`` folder of this repository."""
    configuration: tuple[Path, ...]
    """What there is of the global configuration."""
    kept: tuple[Profile, ...]
    """The profiles whose stores lie elsewhere."""

    @property
    def paths(self) -> tuple[Path, ...]:
        """Return all that is removed."""
        return (*([self.repository] if self.repository else []), *self.configuration)


def find_everything() -> Everything:
    """Look for what there is to remove; neither a damaged file nor a lost store keeps anybody from cleaning up.

    Raises:
        ConflictError: a daemon of a component runs, which nobody could stop afterwards.
    """
    refuse_running_in(local_stores_folder().glob("*"), _stopping)
    root = find_root(current_folder())
    repository = repository_folder(root) if root else None
    candidates = (*(config_folder() / name for name in FOLDERS_OF_DATA), global_configuration_path())
    kept = tuple(profile for profile in _profiles() if profile.store_url and not _lies_in(repository, profile))
    return Everything(repository, tuple(path for path in candidates if os.path.lexists(path)), kept)


def clean_everything(announce: Callable[[str], None]) -> Everything:
    """Remove this repository's ``.zen`` and the global configuration, then make the default profile anew.

    Nobody else can change the configuration meanwhile. A process that dies in it is finished by the same call.

    Args:
        announce: receives, line by line, what was removed and what first use says.

    Raises:
        ConflictError: a daemon of a component runs.
        NotPermittedError: something may not be removed.
    """
    with repositories_lock(), configuration_lock():
        found = find_everything()
        for path in found.paths:  # the file of the configuration goes last: until then, this can be called again
            if path == found.repository:
                _remove_repository(path)
            else:
                _close_stores(path)
                discard(path)
            announce(f"Removed {path}")
        empty_trash()
    create_default_profile(announce)
    return found


def _stopping(folder: Path) -> str:
    """Return the command that stops what runs for the component whose folder this is, if a profile still knows it."""
    for profile in _profiles():
        with suppress(ZenMLError):
            for component in open_store(profile).list_components():
                if component.uuid == folder.name:
                    return stopping_command(profile.name, component)
    return "kill its process"


def _profiles() -> tuple[Profile, ...]:
    try:
        configuration = load_global_configuration()
    except ZenMLError:
        return ()
    return configuration.profiles if configuration else ()


def _close_stores(path: Path) -> None:
    """Close the stores of profiles, if this is their folder."""
    if path.name == PROFILES:
        for root in path.iterdir():
            close_store(root)


def _lies_in(folder: Path | None, profile: Profile) -> bool:
    if folder is None or profile.store_type != LOCAL_STORE or not is_local(profile.store_url):
        return False
    root, around = real_path(local_folder(profile.store_url)), real_path(folder)
    return root == around or around in root.parents


def _remove_repository(folder: Path) -> None:
    """Remove a ``.zen`` folder; its own file goes last, by which it is found again. A link goes alone."""
    if folder.is_symlink():
        delete_durably(folder)
        return
    file = repository_file_path(folder.parent)
    with explained_writing(folder):
        for path in [path for path in folder.iterdir() if path != file]:
            remove_tree(path)
    delete_durably(file)
    with explained_writing(folder):
        folder.rmdir()
