"""Let every installed flavor class be imported from the module of its kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from zenml.enums import StackComponentType
from zenml.flavors.registry import public_class


def public_names(component_type: StackComponentType, module_name: str) -> Callable[[str], Any]:
    """Return the ``__getattr__`` (PEP 562) of a kind's module.

    ``from zenml.artifact_stores import LocalArtifactStore`` then finds the class in whichever installed
    package brings it. Only public CamelCase names are looked up; whatever else is missing is so at once.
    """

    def find(name: str) -> Any:
        is_class_name = name[:1].isupper() and not name.isupper()
        if not is_class_name:
            raise AttributeError(f"module {module_name!r} has no attribute {name!r}")
        return public_class(component_type, name)

    return find
