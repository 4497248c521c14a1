"""Name the folders of the global configuration."""

from __future__ import annotations

import os
from pathlib import Path

import click

from zenml.errors import ConfigurationError

CONFIG_PATH_VARIABLE = "ZENML_CONFIG_PATH"

PROFILES = "profiles"
LOCAL_STORES = "local_stores"
CACHE = "cache"
REPORTS = "reports"
FOLDERS_OF_DATA = (PROFILES, LOCAL_STORES, CACHE, REPORTS)
"""Those that belong to the product alone, besides the one of the locks."""


def config_folder() -> Path:
    """Return ``$ZENML_CONFIG_PATH``, else the operating system's place for applications' settings.

    Raises:
        ConfigurationError: nobody says where the home folder is.
    """
    folder = os.environ.get(CONFIG_PATH_VARIABLE) or click.get_app_dir("zenml")
    if folder.startswith("~"):  # what Python leaves as it is; it would be taken for a folder in the current one
        raise ConfigurationError("the home folder is not known", hint=f"set HOME or {CONFIG_PATH_VARIABLE}")
    return Path(folder).absolute()


def cache_folder() -> Path:
    """Return the folder of what may be deleted at any time."""
    return config_folder() / CACHE


def reports_folder() -> Path:
    """Return the folder of what maintainers want to know about errors that nobody expected."""
    return config_folder() / REPORTS


def locks_folder(config: Path | None = None) -> Path:
    """Return the folder of the lock files of everything below a configuration folder, without one the own."""
    return (config or config_folder()) / "locks"


def trash_folder() -> Path:
    """Return the folder of what is about to be removed; nothing in it is read any more."""
    return config_folder() / "trash"


def local_stores_folder() -> Path:
    """Return the folder in which each component of this machine keeps its data, by its uuid."""
    return config_folder() / LOCAL_STORES


def profile_folder(profile_name: str) -> Path:
    """Return where the store of a profile lies that was created without a URL."""
    return config_folder() / PROFILES / profile_name
