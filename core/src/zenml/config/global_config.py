"""Read the global configuration: which profiles this machine knows, and which one is active."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from zenml.config.paths import config_folder
from zenml.config.profiles import DEFAULT_STACK, DEFAULT_USER, LOCAL_STORE, Profile
from zenml.config.unknown_keys import warn_about_unknown_keys
from zenml.errors import ConfigurationError, NotFoundError
from zenml.fields import Fields
from zenml.names import NAME_PATTERN, did_you_mean

FORMAT_VERSION = 1
TO_BE_REMOVED = "to_be_removed"
_FILE = "config.yaml"
_KEYS = ("version", "active_profile", "profiles", TO_BE_REMOVED)
_PROFILE_KEYS = ("store_type", "store_url", "active_stack", "active_user")


@dataclass(frozen=True)
class GlobalConfiguration:
    """Hold the profiles in the order of their creation, and the name of the active one."""

    profiles: tuple[Profile, ...]
    active_profile: str
    to_be_removed: tuple[str, ...] = ()
    """The deleted profiles whose folders may still be there; whoever changes the configuration removes them."""

    def profile(self, name: str) -> Profile | None:
        """Return the profile called ``name``, ``None`` if there is none."""
        return next((profile for profile in self.profiles if profile.name == name), None)

    def existing_profile(self, name: str) -> Profile:
        """Return the profile called ``name``.

        Raises:
            NotFoundError: there is none; the hint names the nearest.
        """
        found = self.profile(name)
        if found is None:
            known = [profile.name for profile in self.profiles]
            raise NotFoundError(f"there is no profile named {name!r}", hint=did_you_mean(name, known))
        return found


def global_configuration_path() -> Path:
    """Return the file of the global configuration."""
    return config_folder() / _FILE


def is_configuration(folder: Path) -> bool:
    """Say whether a folder is somebody's configuration folder, in use."""
    return os.path.exists(folder / _FILE)


def load_global_configuration() -> GlobalConfiguration | None:
    """Return the global configuration, ``None`` where nobody used the product before.

    Keys that this version does not know are warned about once, and kept.

    Raises:
        ConfigurationError: the file is damaged, was written by a newer version, or is a link to nothing; it is
            left as it is.
    """
    path = global_configuration_path()
    try:
        fields = Fields.read(path)
    except FileNotFoundError:
        if path.is_symlink():
            raise _dangling(path) from None
        return None
    fields.check_version(FORMAT_VERSION, "the global configuration")
    warn_about_unknown_keys(fields, _KEYS)
    profiles = fields.section("profiles")
    return GlobalConfiguration(
        profiles=tuple(_profile_from(_legal(name, profiles), profiles.section(name)) for name in profiles.document),
        active_profile=fields.text("active_profile"),
        to_be_removed=tuple(_legal(name, fields) for name in fields.texts(TO_BE_REMOVED)),
    )


def _dangling(path: Path) -> ConfigurationError:
    return ConfigurationError(
        f"{path} is a link to {path.readlink()}, which is not there",
        hint="restore that file; or remove the link, to begin anew",
    )


def _legal(name: str, fields: Fields) -> str:
    """Check a profile's name: its folder is called so."""
    if not NAME_PATTERN.fullmatch(name):
        raise fields.error(f"{name!r:.80} is not a valid profile name", name)
    return name


def _profile_from(name: str, fields: Fields) -> Profile:
    warn_about_unknown_keys(fields, _PROFILE_KEYS)
    return Profile(
        name=name,
        store_type=fields.optional_text("store_type") or LOCAL_STORE,
        store_url=fields.optional_text("store_url") or "",
        active_stack=fields.optional_text("active_stack", DEFAULT_STACK),
        active_user=fields.optional_text("active_user") or DEFAULT_USER,
    )
