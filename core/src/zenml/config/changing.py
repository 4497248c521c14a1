"""Change the global configuration and repositories, one process at a time.

A module of its own, since readers need no lock and should not pay for importing one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from zenml.config.global_config import (
    FORMAT_VERSION,
    GlobalConfiguration,
    global_configuration_path,
    load_global_configuration,
)
from zenml.config.paths import locks_folder
from zenml.config.profiles import LOCAL_STORE, Profile
from zenml.config.repository_file import RepositoryFile, read_repository_file, repository_file_path
from zenml.documents import Document, read_document, write_document
from zenml.errors import NotFoundError
from zenml.fields import Fields
from zenml.files import make_private_folder, remove_leftovers
from zenml.locks import locked

_STORE_KEYS = frozenset({"store_type", "store_url"})


@contextmanager
def configuration_lock() -> Iterator[None]:
    """Keep every other process from changing the global configuration."""
    with locked(locks_folder() / "configuration.lock"):
        yield


def change_global_configuration(change: Callable[[GlobalConfiguration], GlobalConfiguration]) -> GlobalConfiguration:
    """Replace the global configuration by what ``change`` makes of it, and return that.

    Raises:
        ConfigurationError: the present file is damaged; it is left as it is.
        NotFoundError: there is no file to change.
    """
    with configuration_lock():
        before = load_global_configuration()
        if before is None:
            raise NotFoundError(f"{global_configuration_path()} is gone", hint="try again: it is made at first use")
        after = change(before)
        if after != before:
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
    write_document(target, _merged(present.document, ours))


def change_repository_file(root: Path, change: Callable[[RepositoryFile], RepositoryFile]) -> RepositoryFile:
    """Replace what the repository at ``root`` selects by what ``change`` makes of it, and return that."""
    with _repositories_lock():
        path = repository_file_path(root)
        after = change(read_repository_file(root))
        remove_leftovers(path.parent)
        write_document(path, _merged(read_document(path), _repository_document(after)))
    return after


def create_repository_file(root: Path, content: RepositoryFile) -> bool:
    """Make ``root`` a repository, and return whether it was none before."""
    with _repositories_lock():
        path = repository_file_path(root)
        if path.exists():
            return False
        make_private_folder(path.parent)
        remove_leftovers(path.parent)
        write_document(path, _repository_document(content))
    return True


@contextmanager
def _repositories_lock() -> Iterator[None]:
    """Hold one lock for all repositories, outside of them: ``.zen`` holds its configuration and nothing else."""
    with locked(locks_folder() / "repositories.lock"):
        yield


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
