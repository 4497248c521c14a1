"""Give each of the ten kinds of component its group of commands."""

from __future__ import annotations

from zenml.cli.entries import Entry
from zenml.cli.groups import LazyGroup
from zenml.enums import StackComponentType

_COMMANDS = {
    "register": ("zenml.cli.component_registration:register_command", "Register one under a name"),
    "update": ("zenml.cli.component_editing:update_command", "Change settings of one"),
    "remove-attribute": ("zenml.cli.component_editing:remove_attribute_command", "Let settings have their defaults"),
    "rename": ("zenml.cli.component_changes:rename_command", "Give one another name"),
    "copy": ("zenml.cli.component_changes:copy_command", "Copy one, also to another profile"),
    "delete": ("zenml.cli.component_changes:delete_command", "Delete one"),
    "list": ("zenml.cli.component_listing:list_command", "List all"),
    "get": ("zenml.cli.component_listing:get_command", "Print the name of the active stack's"),
    "describe": ("zenml.cli.component_listing:describe_command", "Show one with its configuration"),
    "up": ("zenml.cli.component_states:up_command", "Start what one needs on this machine"),
    "down": ("zenml.cli.component_states:down_command", "Stop it again"),
    "logs": ("zenml.cli.component_states:logs_command", "Print what it logged"),
    "explain": ("zenml.cli.explain:explain_command", "Explain what this kind is for"),
    "flavor": ("zenml.cli.flavor:flavor_group", "See and register implementations"),
}
_OF_ONE_KIND = {
    StackComponentType.SECRETS_MANAGER: {
        "secret": Entry("zenml.cli.secret:secret", "Keep secrets, and look at them"),
        "rotate-key": Entry("zenml.cli.secret_key:rotate_key", "Encrypt all secrets with a new key"),
    }
}


def component_group(kind: StackComponentType) -> LazyGroup:
    """Return ``zenml <kind>``."""
    entries = {name: Entry(address, line, kind) for name, (address, line) in _COMMANDS.items()}
    name = kind.command_name
    plural = kind.plural.replace("_", " ")
    return LazyGroup(
        name,
        path=name,
        entries={**entries, **_OF_ONE_KIND.get(kind, {})},
        help=f"Register {plural} under names, look at them and change them.",
    )
