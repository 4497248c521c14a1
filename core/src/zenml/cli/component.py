"""Give each of the ten kinds of component its group of commands."""

from __future__ import annotations

from zenml.cli.entries import Entry
from zenml.cli.groups import LazyGroup
from zenml.enums import StackComponentType


def component_group(kind: StackComponentType) -> LazyGroup:
    """Return ``zenml <kind>``."""
    entries = {
        "register": Entry("zenml.cli.component_registration:register_command", "Register one under a name", kind),
        "list": Entry("zenml.cli.component_listing:list_command", "List all", kind),
        "get": Entry("zenml.cli.component_listing:get_command", "Print the name of the active stack's", kind),
        "describe": Entry("zenml.cli.component_listing:describe_command", "Show one with its configuration", kind),
        "delete": Entry("zenml.cli.component_deletion:delete_command", "Delete one", kind),
        "explain": Entry("zenml.cli.explain:explain_command", "Explain what this kind is for", kind),
        "flavor": Entry("zenml.cli.flavor:flavor_group", "See and register implementations", kind),
    }
    name = kind.command_name
    plural = kind.plural.replace("_", " ")
    return LazyGroup(name, path=name, entries=entries, help=f"Register {plural} under names, and look at them.")
