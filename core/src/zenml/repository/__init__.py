"""Use profiles, stacks, components and flavors: what the command line and Python users ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zenml.repository.repository import Repository

__all__ = ["Repository"]


def __getattr__(name: str) -> object:
    """Import ``Repository`` when it is asked for: it costs pydantic, which listing does without (PEP 562)."""
    if name != "Repository":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from zenml.repository.repository import Repository

    return Repository
