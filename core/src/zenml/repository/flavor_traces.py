"""Say cheaply whether a profile may know flavors besides those of installed packages."""

from __future__ import annotations

from zenml.config.paths import config_folder

_OTHER_STORE = (b"store_url: ", b"store_type: sql", b"store_type: rest")


def may_know_flavors() -> bool:
    """Say whether a profile of this machine may hold flavors that were registered by path.

    Reads no YAML, whose import alone costs more than listing what is installed: a local store in its usual
    place shows by a folder, every other store is worth a look. Before first use there is none.
    """
    try:
        configuration = (config_folder() / "config.yaml").read_bytes()
    except FileNotFoundError:
        return False
    except OSError:  # whoever looks closer explains it
        return True
    if any(trace in configuration for trace in _OTHER_STORE):
        return True
    return any((config_folder() / "profiles").glob("*/flavors"))
