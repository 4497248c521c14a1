"""Say cheaply whether a profile may know flavors besides those of installed packages."""

from __future__ import annotations

from zenml.config.paths import config_folder

_OTHER_STORE = b"store_"
"""Begins the keys that only a store of another type or place has, however someone wrote them."""


def may_know_flavors() -> bool:
    """Say whether a profile of this machine may hold flavors that were registered by path.

    Reads no YAML, whose import alone costs more than listing what is installed: a local store in its usual
    place shows by a folder, every other store is worth a look. Before first use there is none.
    """
    path = config_folder() / "config.yaml"
    try:
        configuration = path.read_bytes()
    except FileNotFoundError:
        return path.is_symlink()
    except OSError:  # whoever looks closer explains it
        return True
    return _OTHER_STORE in configuration or any((config_folder() / "profiles").glob("*/flavors"))
