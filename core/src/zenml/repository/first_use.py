"""Make the default profile when the product is used on a machine for the first time.

A module of its own: it happens once, and costs what no later command should pay for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import uuid4

from zenml.config.changing import configuration_lock, write_global_configuration
from zenml.config.global_config import GlobalConfiguration, load_global_configuration
from zenml.config.profiles import DEFAULT_PROFILE, DEFAULT_STACK, Profile
from zenml.documents import Document
from zenml.enums import StackComponentType
from zenml.errors import ConfigurationError, ZenMLError
from zenml.flavors.registry import find_flavor
from zenml.models.records import ComponentRecord, StackRecord
from zenml.zen_stores.opening import local_store_root
from zenml.zen_stores.yaml_layout import component_document, component_file, stack_document, stack_file
from zenml.zen_stores.yaml_writing import initialize_store

_COMPONENT_NAME = "default"
_FLAVORS = {
    StackComponentType.ORCHESTRATOR: "local",
    StackComponentType.METADATA_STORE: "sqlite",
    StackComponentType.ARTIFACT_STORE: "local",
}


def create_default_profile(announce: Callable[[str], None]) -> GlobalConfiguration:
    """Make the default profile, its store and its stack, unless another process has done so by now.

    The global configuration is written last: before it is there, nothing has happened, and whoever comes
    next begins again.

    Raises:
        ConfigurationError: a flavor of the default stack is not installed; nothing was written.
    """
    for component_type, flavor in _FLAVORS.items():
        _check_flavor(component_type, flavor)
    with configuration_lock():
        return load_global_configuration() or _create(announce)


def _check_flavor(component_type: StackComponentType, flavor: str) -> None:
    try:
        find_flavor(component_type, flavor)
    except ZenMLError as error:
        raise ConfigurationError(f"the default stack cannot be made: {error.message}", hint=error.hint) from error


def _create(announce: Callable[[str], None]) -> GlobalConfiguration:
    profile = Profile(DEFAULT_PROFILE)
    announce("Creating default profile...")
    announce(f"Initializing profile `{profile.name}`...")
    announce("Initializing store...")
    components = [ComponentRecord(kind, _COMPONENT_NAME, flavor, str(uuid4())) for kind, flavor in _FLAVORS.items()]
    if initialize_store(local_store_root(profile), _default_stack_files(components)):
        _announce_registrations(components, announce)
    configuration = GlobalConfiguration((profile,), profile.name)
    write_global_configuration(configuration)
    announce("Created and activated default profile.")
    return configuration


def _default_stack_files(components: Iterable[ComponentRecord]) -> dict[str, Document]:
    files = {component_file(part.type, part.name): component_document(part) for part in components}
    stack = StackRecord(DEFAULT_STACK, {part.type: part.name for part in components})
    return {**files, stack_file(stack.name): stack_document(stack)}


def _announce_registrations(components: Iterable[ComponentRecord], announce: Callable[[str], None]) -> None:
    for part in components:
        announce(f"Registered stack component with type '{part.type}' and name '{part.name}'.")
    announce(f"Registered stack with name '{DEFAULT_STACK}'.")
