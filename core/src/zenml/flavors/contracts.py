"""Hold what the core accepts from plugins: which hook returns which record, and which contract versions."""

from __future__ import annotations

from collections.abc import Mapping

from zenml.enums import StackComponentType
from zenml.flavors.records import Command, Flavor, MaterializerEntry, StoreDriver
from zenml.flavors.rows import COMMAND, MATERIALIZER, STORE

Record = Flavor | StoreDriver | MaterializerEntry | Command

SUPPORTED_APIS: Mapping[StackComponentType, range] = {kind: range(1, 2) for kind in StackComponentType}
"""The versions of each component type's contract that this core can work with."""

BRINGING_HOOKS: Mapping[str, tuple[str, type[Record]]] = {
    **{f"zenml_{kind.plural}": (kind.value, Flavor) for kind in StackComponentType},
    "zenml_stores": (STORE, StoreDriver),
    "zenml_materializers": (MATERIALIZER, MaterializerEntry),
    "zenml_commands": (COMMAND, Command),
}
"""For each hook that brings something: the kind of its rows and the class of its records."""

MOMENTS = ("zenml_run_started", "zenml_step_started", "zenml_step_finished", "zenml_run_finished")
"""The hooks that are called while a pipeline runs."""
