"""Open the store of a profile, whatever keeps it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast
from urllib.parse import unquote

from zenml.config.paths import profile_folder
from zenml.config.profiles import LOCAL_STORE, Profile
from zenml.errors import ConfigurationError, NotFoundError
from zenml.flavors.registry import store_drivers
from zenml.flavors.rows import STORE, Row
from zenml.sources import load
from zenml.zen_stores.interface import ZenStore
from zenml.zen_stores.yaml_store import YamlZenStore

_FILE_SCHEME = "file://"


def open_store(profile: Profile) -> ZenStore:
    """Return the store of a profile.

    Raises:
        NotFoundError: no installed package brings stores of this type; the hint says what to install.
        StoreUnreachableError: nothing is there.
        ConfigurationError: a newer version of the product made it, or it is damaged.
    """
    if profile.store_type == LOCAL_STORE:
        return YamlZenStore(local_store_root(profile), profile.url)
    open_url = cast("Callable[[str], ZenStore]", load(_driver(profile).implementation))
    return open_url(profile.store_url)


def local_store_root(profile: Profile) -> Path:
    """Return the folder in which a profile with a local store keeps it."""
    url = profile.store_url
    if not url:
        return profile_folder(profile.name)
    return Path(unquote(url.removeprefix(_FILE_SCHEME)) if url.startswith(_FILE_SCHEME) else url)


def _driver(profile: Profile) -> Row:
    """Return what an installed package says about stores of this profile's type."""
    subject = f"profile {profile.name!r} keeps its store in {profile.store_type!r}"
    rows = [row for row in store_drivers() if row.name == profile.store_type]
    if not rows:
        raise NotFoundError(f"{subject}, which no installed package can open", hint=_package_hint(profile.store_type))
    row = rows[0]
    if not row.status.is_usable:
        raise ConfigurationError(f"{subject}, and {row.package} is {row.status}: {row.cause}", hint=row.remedy)
    return row


def _package_hint(store_type: str) -> str:
    from zenml.flavors.known import package_for  # a TOML parser, which only a miss should pay for

    package = package_for(STORE, store_type)
    return f"pip install {package}" if package else "install the package that brings it"
