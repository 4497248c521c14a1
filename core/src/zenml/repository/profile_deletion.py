"""Delete profiles, and with them the data that is theirs alone."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, cast

from zenml.config.changing import (
    configuration_lock,
    current_configuration,
    remove_deleted,
    write_global_configuration,
)
from zenml.config.global_config import GlobalConfiguration
from zenml.config.paths import local_stores_folder, profile_folder
from zenml.config.profiles import LOCAL_STORE, Profile
from zenml.config.repository_file import read_repository_file
from zenml.config.selection import Origin
from zenml.errors import ConfigurationError, ConflictError, ZenMLError
from zenml.files import real_path
from zenml.models.records import ComponentRecord, refers_to_secret
from zenml.repository.context import Context
from zenml.repository.running import refuse_running_in, stopping_command
from zenml.sources import load
from zenml.zen_stores.opening import local_store_root, open_store
from zenml.zen_stores.yaml_layout import STORE_FILE
from zenml.zen_stores.yaml_reading import is_store
from zenml.zen_stores.yaml_writing import change_store, delete_store


class Deletion(NamedTuple):
    """Say what goes with a profile, and what stays."""

    profile: Profile
    folder: Path | None
    """Its own place, below the configuration folder, which goes as a whole."""
    purged: Path | None
    """A store elsewhere, of which its own files go."""
    kept_url: str
    """The address of a store elsewhere that stays; ``""`` if there is none."""
    components: tuple[ComponentRecord, ...]
    """What is registered in a store that goes, as far as it can be read."""


def plan_deletion(context: Context, name: str, *, purge: bool = False) -> Deletion:
    """Return what ``delete_profile`` would do; raises what that would raise."""
    return _planned(context, context.configuration, name, purge)


def delete_profile(context: Context, name: str, *, purge: bool = False) -> Deletion:
    """Forget a profile, and remove the data that lie in its own place below the configuration folder.

    A process that dies in it has deleted the profile or not; what it could not remove any more is noted, and
    whoever changes the configuration next removes it.

    Args:
        context: where the caller stands.
        name: of the profile.
        purge: delete its store also where that lies elsewhere, the store's own files and nothing else.

    Raises:
        NotFoundError: there is no such profile.
        ConflictError: it is active here or globally, another profile needs the data that would go, or a daemon of one
            of its components runs.
        ConfigurationError: the store cannot be purged, since it is no local one, or is damaged.
    """
    with configuration_lock():
        present = current_configuration()
        deletion = _planned(context, present, name, purge)
        if deletion.purged:  # before the profile: run again, the command comes here again
            delete_store(deletion.purged)
        _forget(present, deletion)
    sealed = [each for each in deletion.components if any(map(refers_to_secret, each.configuration.values()))]
    if sealed:
        # By address: the vault costs pydantic and more.
        forget = cast("Callable[[Sequence[ComponentRecord]], None]", load(_FORGET_SECRETS))
        forget(sealed)
    return deletion


_FORGET_SECRETS = "zenml.repository.sealing:forget_secrets"


def _forget(present: GlobalConfiguration, deletion: Deletion) -> None:
    name = deletion.profile.name
    remaining = tuple(profile for profile in present.profiles if profile.name != name)
    doomed = (*present.to_be_removed, name) if deletion.folder else present.to_be_removed
    after = replace(present, profiles=remaining, to_be_removed=doomed)
    write_global_configuration(after)
    if deletion.folder:
        close_store(deletion.folder)
        remove_deleted(after)


def close_store(root: Path) -> None:
    """Let whoever is about to change a store find none: a file of his could come back after the folder went."""
    with suppress(ZenMLError):  # a damaged store lets nobody change it
        change_store(root, lambda: {STORE_FILE: None})


def _planned(context: Context, present: GlobalConfiguration, name: str, purge: bool) -> Deletion:
    profile = present.existing_profile(name)
    _refuse_active(context, present, name)
    own_place = profile_folder(name)
    folder = own_place if os.path.lexists(own_place) else None
    is_elsewhere = bool(profile.store_url)
    purged = _purged(profile) if purge and is_elsewhere else None
    others = [other for other in present.profiles if other.name != name]
    for doomed in filter(None, (folder, purged)):
        _refuse_needed(doomed, name, others)
    kept_url = profile.url if is_elsewhere and not purge else ""
    components = () if kept_url else _registered(profile)
    stops = {local_stores_folder() / each.uuid: stopping_command(name, each) for each in components}
    refuse_running_in(stops, stops.__getitem__)
    return Deletion(profile, folder, purged, kept_url, components)


def _registered(profile: Profile) -> tuple[ComponentRecord, ...]:
    with suppress(ZenMLError):
        return tuple(open_store(profile).list_components())
    return ()


def _purged(profile: Profile) -> Path:
    if profile.store_type != LOCAL_STORE:
        raise ConfigurationError(
            f"the store of profile {profile.name!r} is {profile.store_type!r}, and only local ones can be purged",
            hint="leave --purge out, and remove it with its own tools",
        )
    return local_store_root(profile)


def _refuse_active(context: Context, present: GlobalConfiguration, name: str) -> None:
    """Refuse to delete the profile in force, and one that would be in force without a stronger choice."""
    for origin in _choosers(context, present, name):
        chooser, remedy = context.chooser(origin, "profile")
        raise ConflictError(f"the profile {name!r} is active: {chooser} chooses it", hint=remedy)


def _choosers(context: Context, present: GlobalConfiguration, name: str) -> list[Origin]:
    """Return who chooses a profile; what files say is read now, since another process may have changed them."""
    selection = context.selection
    is_local = context.root is not None and read_repository_file(context.root).active_profile_name == name
    return [
        *([selection.profile_origin] if selection.profile == name and selection.profile_origin.is_passing else []),
        *([Origin.REPOSITORY] if is_local else []),
        *([Origin.GLOBAL] if present.active_profile == name else []),
    ]


def _refuse_needed(doomed: Path, name: str, others: list[Profile]) -> None:
    """Refuse to remove what another profile has its store in."""
    place = real_path(doomed)
    for other in others:
        root = real_path(local_store_root(other)) if other.store_type == LOCAL_STORE else None
        if root and is_store(root) and (root == place or place in root.parents):
            raise ConflictError(
                f"the data of profile {name!r} in {doomed} are also those of profile {other.name!r}",
                hint=f"zenml profile delete {shlex.quote(other.name)}",
            )
