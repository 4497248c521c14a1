"""Make the default profile when the product is used on a machine for the first time.

A module of its own: it happens once, and costs what no later command should pay for.
"""

from __future__ import annotations

from collections.abc import Callable

from zenml.config.changing import configuration_lock, write_global_configuration
from zenml.config.global_config import GlobalConfiguration, load_global_configuration
from zenml.config.profiles import DEFAULT_PROFILE, Profile
from zenml.config.trash import empty_trash
from zenml.repository.default_stack import NewStoreContent, new_store_content
from zenml.zen_stores.opening import local_store_root
from zenml.zen_stores.yaml_writing import initialize_store


def create_default_profile(announce: Callable[[str], None]) -> GlobalConfiguration:
    """Make the default profile, its store and its stack, unless another process has done so by now.

    The global configuration is written last: before it is there, nothing has happened, and whoever comes
    next begins again.

    Raises:
        ConfigurationError: a flavor of the default stack is not installed; nothing was written.
    """
    content = new_store_content()
    with configuration_lock():
        return load_global_configuration() or _create(content, announce)


def _create(content: NewStoreContent, announce: Callable[[str], None]) -> GlobalConfiguration:
    empty_trash()  # of a process that died while it removed everything
    profile = Profile(DEFAULT_PROFILE)
    announce("Creating default profile...")
    announce(f"Initializing profile `{profile.name}`...")
    announce("Initializing store...")
    if initialize_store(local_store_root(profile), content.files):
        for line in content.announcements:
            announce(line)
    configuration = GlobalConfiguration((profile,), profile.name)
    write_global_configuration(configuration)
    announce("Created and activated default profile.")
    return configuration
