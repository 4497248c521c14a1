"""Make the stack that every new store begins with; the core knows it by names only."""

from __future__ import annotations

from typing import NamedTuple
from uuid import uuid4

from zenml.config.profiles import DEFAULT_STACK
from zenml.documents import Document
from zenml.enums import StackComponentType
from zenml.errors import ConfigurationError, ZenMLError
from zenml.flavors.registry import find_flavor
from zenml.models.records import ComponentRecord, StackRecord
from zenml.zen_stores.yaml_layout import component_document, component_file, stack_document, stack_file

_COMPONENT_NAME = "default"
_FLAVORS = {
    StackComponentType.ORCHESTRATOR: "local",
    StackComponentType.METADATA_STORE: "sqlite",
    StackComponentType.ARTIFACT_STORE: "local",
}


class NewStoreContent(NamedTuple):
    """Hold the default stack with its components, for one new store."""

    stack: StackRecord
    components: tuple[ComponentRecord, ...]

    @property
    def files(self) -> dict[str, Document]:
        """Return the files of a YAML store that holds it."""
        files = {component_file(part.type, part.name): component_document(part) for part in self.components}
        return {**files, stack_file(self.stack.name): stack_document(self.stack)}

    @property
    def announcements(self) -> list[str]:
        """Return what users read when it was registered."""
        parts = [
            f"Registered stack component with type '{part.type}' and name '{part.name}'." for part in self.components
        ]
        return [*parts, f"Registered stack with name '{self.stack.name}'."]


def new_store_content() -> NewStoreContent:
    """Return a default stack whose components are new ones.

    Raises:
        ConfigurationError: one of their flavors is not installed.
    """
    for component_type, flavor in _FLAVORS.items():
        _check_flavor(component_type, flavor)
    parts = tuple(ComponentRecord(kind, _COMPONENT_NAME, flavor, str(uuid4())) for kind, flavor in _FLAVORS.items())
    return NewStoreContent(StackRecord(DEFAULT_STACK, {part.type: part.name for part in parts}), parts)


def _check_flavor(component_type: StackComponentType, flavor: str) -> None:
    try:
        find_flavor(component_type, flavor, package="")
    except ZenMLError as error:
        raise ConfigurationError(f"the default stack cannot be made: {error.message}", hint=error.hint) from error
