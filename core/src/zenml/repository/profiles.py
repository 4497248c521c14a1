"""Create and choose profiles."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace

from zenml.config.changing import (
    change_global_configuration,
    configuration_lock,
    current_configuration,
    repositories_lock,
    write_global_configuration,
    write_repository_file,
)
from zenml.config.global_config import GlobalConfiguration
from zenml.config.paths import config_folder, profile_folder
from zenml.config.profiles import DEFAULT_STACK, DEFAULT_USER, LOCAL_STORE, REST_STORE, Profile
from zenml.config.repository_file import read_repository_file
from zenml.config.selection import Origin
from zenml.config.store_urls import resolved
from zenml.errors import ConfigurationError, ConflictError, UsageError
from zenml.files import real_path
from zenml.names import check_name, clashing
from zenml.repository.changing import warn_if_overruled
from zenml.repository.context import Context
from zenml.repository.default_stack import NewStoreContent, new_store_content
from zenml.zen_stores.interface import ZenStore
from zenml.zen_stores.opening import local_store_root, open_store, store_type_for
from zenml.zen_stores.yaml_reading import check_free, is_store
from zenml.zen_stores.yaml_writing import initialize_store


def create_profile(
    name: str,
    *,
    url: str = "",
    store_type: str = "",
    user: str = DEFAULT_USER,
    exist_ok: bool = False,
    announce: Callable[[str], None] = lambda _line: None,
) -> Profile:
    """Make a profile; a new store gets the default stack, one that is there is taken as it is.

    The store is made first: a process that dies leaves no profile without one.

    Args:
        name: of the profile.
        url: where the store lies, a relative path from the current folder; ``""`` for the place that belongs to it.
        store_type: ``""`` leaves it to the URL.
        user: who works with it.
        exist_ok: a profile of this name with the same store and user is returned as it is.
        announce: receives, line by line, what a user reads.

    Raises:
        ConflictError: the name is taken.
        UsageError: the URL names no place for a store.
        NotFoundError: no installed package opens such a store; says which one would.
        ConfigurationError: the place is not free, what lies there is damaged, or the default stack cannot be made.
    """
    wanted = _wanted(name, url, store_type, user)
    with configuration_lock():
        present = current_configuration()
        if existing := present.profile(name):
            _check_same(existing, wanted, exist_ok)
            announce(f"Profile '{name}' exists already.")
            return existing
        _refuse_twin(name, present)
        store = _store_of(wanted, announce)
        made = replace(wanted, active_stack=_first_active(store))
        write_global_configuration(replace(present, profiles=(*present.profiles, made)))
    announce(f"Profile '{name}' successfully created.")
    return made


def activate_profile(context: Context, name: str, *, globally: bool = False) -> None:
    """Choose the profile to work with, and with it its own active stack.

    Raises:
        NotFoundError: there is no such profile.
    """
    if context.root is None or globally:
        change_global_configuration(
            lambda present: replace(present, active_profile=present.existing_profile(name).name)
        )
        warn_if_overruled(context, "profile", Origin.GLOBAL, name)
        return
    with repositories_lock(), configuration_lock():
        profile = current_configuration().existing_profile(name)
        file = read_repository_file(context.root)
        write_repository_file(
            context.root, replace(file, active_profile_name=name, active_stack_name=profile.active_stack)
        )
    warn_if_overruled(context, "profile", Origin.REPOSITORY, name)


def _wanted(name: str, url: str, store_type: str, user: str) -> Profile:
    """Return the profile that a user described, after checking the description."""
    check_name(name, "profile")
    check_name(user, "user")
    if not url and store_type == REST_STORE:
        raise UsageError("a profile on a server needs its address", hint="give it: --url https://…")
    address = resolved(url) if url else ""
    wanted = Profile(name, store_type_for(address, store_type), address, None, user)
    return _in_its_place(wanted) if wanted.store_type == LOCAL_STORE and address else wanted


def _in_its_place(profile: Profile) -> Profile:
    """Return a local profile, its own place without a URL, after checking that a store may lie where it says."""
    folder, ours = real_path(local_store_root(profile)), real_path(config_folder())
    if folder == real_path(profile_folder(profile.name)):
        return replace(profile, store_url="")
    if folder == ours or folder in ours.parents or ours in folder.parents:
        raise ConfigurationError(
            f"no store can lie in {profile.url}: that is not apart from the configuration folder {ours}",
            hint="name another folder, or leave the URL out for the place that belongs to the profile",
        )
    if os.path.lexists(folder) and not folder.is_dir():
        raise ConfigurationError(f"no store can lie in {profile.url}: that is no folder", hint="name a folder")
    return profile


def _check_same(present: Profile, wanted: Profile, exist_ok: bool) -> None:
    if not exist_ok:
        raise ConflictError(f"a profile named {present.name!r} exists already", hint="choose another name")
    if _identity(present) != _identity(wanted):
        raise ConflictError(
            f"the profile {present.name!r} exists already and is another one: its store is {present.url}, its user "
            f"{present.active_user!r}",
            hint="choose another name",
        )


def _identity(profile: Profile) -> tuple[str, str, str]:
    is_folder = profile.store_type == LOCAL_STORE
    place = str(real_path(local_store_root(profile))) if is_folder else profile.address
    return profile.store_type, place, profile.active_user


def _refuse_twin(name: str, present: GlobalConfiguration) -> None:
    """Refuse a name that a file system might take for another: the folder of a profile is called like it."""
    twin = clashing(name, [profile.name for profile in present.profiles])
    if twin is not None:
        problem = f"some file systems do not tell {name!r} from the profile {twin!r}"
        raise ConflictError(problem, hint="choose another name")


def _store_of(profile: Profile, announce: Callable[[str], None]) -> ZenStore:
    """Open the store of a new profile; a new store gets the default stack."""
    if profile.store_type == LOCAL_STORE:
        check_free(local_store_root(profile))
    content = None if _is_there(profile) else new_store_content()
    announce(f"Initializing profile `{profile.name}`...")
    announce("Initializing store...")
    if content and _is_filled(profile, content):
        for line in content.announcements:
            announce(line)
    return open_store(profile)


def _is_there(profile: Profile) -> bool:
    return profile.store_type == LOCAL_STORE and is_store(local_store_root(profile))


def _is_filled(profile: Profile, content: NewStoreContent) -> bool:
    """Give a store its first content, and return whether it needed any."""
    if profile.store_type == LOCAL_STORE:
        return initialize_store(local_store_root(profile), content.files)
    store = open_store(profile)
    if store.list_stacks() or store.list_components():
        return False
    store.create_stack(content.stack, content.components)
    return True


def _first_active(store: ZenStore) -> str | None:
    """Return the stack that a new profile begins with: the default one, else the first."""
    names = [stack.name for stack in store.list_stacks()]
    return DEFAULT_STACK if DEFAULT_STACK in names else next(iter(names), None)
