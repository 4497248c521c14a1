"""Name the folders of the global configuration."""

from __future__ import annotations

import os
from pathlib import Path

import click

CONFIG_PATH_VARIABLE = "ZENML_CONFIG_PATH"


def config_folder() -> Path:
    """Return ``$ZENML_CONFIG_PATH``, else the operating system's place for applications' settings."""
    return Path(os.environ.get(CONFIG_PATH_VARIABLE) or click.get_app_dir("zenml")).absolute()


def cache_folder() -> Path:
    """Return the folder of what may be deleted at any time."""
    return config_folder() / "cache"


def locks_folder() -> Path:
    """Return the folder of the lock files of everything below the configuration folder."""
    return config_folder() / "locks"


def local_stores_folder() -> Path:
    """Return the folder in which each component of this machine keeps its data, by its uuid."""
    return config_folder() / "local_stores"


def profile_folder(profile_name: str) -> Path:
    """Return where the store of a profile lies that was created without a URL."""
    return config_folder() / "profiles" / profile_name
