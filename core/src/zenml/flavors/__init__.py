"""Know what installed packages bring, without importing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zenml.flavors.markers import hookimpl
    from zenml.flavors.records import Command, Flavor, MaterializerEntry, StoreDriver

__all__ = ["Command", "Flavor", "MaterializerEntry", "StoreDriver", "hookimpl"]


def __getattr__(name: str) -> object:
    """Import what plugins are written with when a plugin asks for it: a warm listing needs none of it (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{'markers' if name == 'hookimpl' else 'records'}"), name)
