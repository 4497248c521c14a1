"""Open the store of a profile, whatever keeps it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

from zenml.config.global_config import global_configuration_path
from zenml.config.paths import profile_folder
from zenml.config.profiles import LOCAL_STORE, STORE_TYPES, Profile
from zenml.config.store_urls import FILE_SCHEME, is_local, local_folder, masked, scheme_of
from zenml.errors import ConfigurationError, NotFoundError, UsageError
from zenml.flavors.registry import catalogue, store_drivers
from zenml.flavors.rows import STORE, Row
from zenml.names import did_you_mean
from zenml.sources import load
from zenml.zen_stores.interface import ZenStore
from zenml.zen_stores.yaml_store import YamlZenStore

_SCHEME = "store_scheme"
"""How ``flavors/known.toml`` names the packages that open stores by their URLs."""


def open_store(profile: Profile) -> ZenStore:
    """Return the store of a profile.

    Raises:
        NotFoundError: no installed package brings stores of this type; says which one would.
        StoreUnreachableError: nothing is there.
        ConfigurationError: a newer version of the product made it, or it is damaged.
    """
    if profile.store_type == LOCAL_STORE:
        return YamlZenStore(local_store_root(profile), profile.url)
    driver = _driver_of_type(profile.store_type, f"profile {profile.name!r} cannot be opened: ")
    open_url = cast("Callable[[str], ZenStore]", load(driver.implementation))
    return open_url(profile.address)


def local_store_root(profile: Profile) -> Path:
    """Return the folder in which a profile with a local store keeps it.

    Raises:
        ConfigurationError: somebody wrote the address of another kind of store into the configuration.
    """
    url = profile.store_url
    if not url:
        return profile_folder(profile.name)
    if not is_local(url):
        raise ConfigurationError(
            f"profile {profile.name!r} has a local store, but its address {profile.url} is no folder",
            hint=f"correct 'store_url' or 'store_type' in {global_configuration_path()}",
        )
    return local_folder(url)


def store_type_for(url: str, store_type: str = "") -> str:
    """Return the type of the store that a URL leads to, after checking that something here can open it.

    Args:
        url: ``""`` for the place that belongs to a profile.
        store_type: what the user asked for; ``""`` leaves it to the URL.

    Raises:
        UsageError: the type and the URL do not go together.
        NotFoundError: no installed package opens it; says which one would.
        ConfigurationError: the package that would cannot be used.
    """
    if not store_type:
        return LOCAL_STORE if is_local(url) else _driver_of_scheme(scheme_of(url)).name
    schemes = ("", FILE_SCHEME) if store_type == LOCAL_STORE else _driver_of_type(store_type).schemes
    if url and scheme_of(url) not in schemes:
        expected = " or ".join(f"{scheme}://…" if scheme else "a folder" for scheme in schemes)
        raise UsageError(f"{masked(url)} is no address of a {store_type!r} store", hint=f"expected {expected}")
    return store_type


def _driver_of_type(store_type: str, complaint: str = "") -> Row:
    """Return what an installed package says about stores of a type; ``complaint`` begins the message if none does."""
    rows = [row for row in store_drivers() if row.name == store_type]
    return _usable(rows, f"{complaint}stores of the type {store_type!r}", STORE, store_type)


def _driver_of_scheme(scheme: str) -> Row:
    """Return what an installed package says about stores with such URLs."""
    rows = [row for row in store_drivers() if scheme in row.schemes]
    return _usable(rows, f"stores at {scheme}://", _SCHEME, scheme)


def _usable(rows: Sequence[Row], subject: str, kind: str, name: str) -> Row:
    if not rows:
        raise _missing(subject, kind, name)
    row = rows[0]
    if not row.status.is_usable:
        raise ConfigurationError(
            f"{subject} come from {row.package}, which is {row.status}: {row.cause}", hint=row.remedy
        )
    return row


def _missing(subject: str, kind: str, name: str) -> NotFoundError:
    """Return the error for stores that no installed package brings; ``kind`` is how known packages are looked up."""
    from zenml.flavors.known import package_for  # a TOML parser, which only a miss should pay for

    package = package_for(kind, name)
    if package is None:
        types = {*STORE_TYPES, *(row.name for row in store_drivers())}
        return NotFoundError(f"{subject} come from no package that is known", hint=did_you_mean(name, types))
    if installed := catalogue().package(package):
        message = f"{subject} come from the package {package}, but {installed[0].package} brings none"
        return NotFoundError(message, hint=f"pip install --upgrade {package}")
    return NotFoundError(f"{subject} come from the package {package}: pip install {package}")
