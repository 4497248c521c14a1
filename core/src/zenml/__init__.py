"""Write a pipeline once; let the stack decide with which tools and where it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zenml.models.schedule import Schedule
    from zenml.pipelines import pipeline
    from zenml.steps import step

__all__ = ["Schedule", "__version__", "pipeline", "step"]
__version__ = "0.1.0"

_ADDRESSES = {"Schedule": "zenml.models.schedule", "pipeline": "zenml.pipelines", "step": "zenml.steps"}


def __getattr__(name: str) -> object:
    """Import these names when they are asked for, so that ``import zenml`` costs nothing (PEP 562)."""
    if name not in _ADDRESSES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_ADDRESSES[name]), name)
