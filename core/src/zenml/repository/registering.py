"""Register components, stacks and flavors, each checked before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from zenml.components import StackComponent
from zenml.enums import StackComponentType
from zenml.errors import ConfigurationError, ConflictError
from zenml.flavors.records import FLAVOR_NAME
from zenml.models.records import ComponentRecord, FlavorRecord, StackRecord, StackSnapshot
from zenml.repository.context import Context
from zenml.repository.flavors import list_flavors
from zenml.repository.packages import with_package
from zenml.repository.reading import get_component
from zenml.sources import put_on_path
from zenml.stack.assembly import assemble_stack, new_component, record_of
from zenml.stack.classes import class_at


class Registration(NamedTuple):
    """Hold what was stored, and what its flavor wants the user to read once."""

    record: ComponentRecord
    advice: str | None


def register_component(
    context: Context, component_type: StackComponentType, flavor: str, name: str, parameters: Mapping[str, object]
) -> Registration:
    """Make a component from what a user typed, and store it.

    Raises:
        NotFoundError: unknown flavor.
        UsageError: the flavor has no such parameter.
        ConfigurationError: a value breaks a rule of its field.
        ConflictError: the name is taken.
    """
    put_on_path(context.source_root)
    local = context.store.list_flavors(component_type)
    component = new_component(component_type, flavor, name, parameters, local)
    record = with_package(context, record_of(component, flavor))
    context.store.create_component(record)
    return Registration(record, component.post_registration_message)


def register_stack(context: Context, name: str, components: Mapping[StackComponentType, str]) -> StackRecord:
    """Combine stored components into a stack, and store it.

    Raises:
        NotFoundError: there is no such component, or its flavor's package is not installed.
        StackValidationError: a required kind is missing, or the components do not go together.
        ConflictError: the name is taken.
    """
    records = {kind: get_component(context, kind, component) for kind, component in components.items()}
    put_on_path(context.source_root)
    assemble_stack(StackSnapshot(name, records, tuple(context.store.list_flavors()))).validate()
    stack = StackRecord(name, dict(components))
    context.store.create_stack(stack)
    return stack


def register_flavor(context: Context, component_type: StackComponentType, source: str) -> FlavorRecord:
    """Make a class known as a flavor by its dotted path, without a package.

    Args:
        context: where the caller stands; the path is relative to its source root, or of an installed package.
        component_type: the kind.
        source: ``package.module.Class`` or ``package.module:Class``.

    Raises:
        NotFoundError: there is no such module or class.
        ConfigurationError: it is no component class of this kind.
        ConflictError: its flavor's name is taken.
    """
    put_on_path(context.source_root)
    address = _address(source)
    flavor_class = class_at(component_type, address)
    _check_flavor_name(flavor_class, address)
    record = FlavorRecord(component_type, flavor_class.FLAVOR, address, _summary(flavor_class))
    for row in list_flavors(context, component_type):
        if row.is_record and row.name == record.name:
            owner = row.package or row.source
            raise ConflictError(f"{component_type.words} flavor {row.name!r} comes from {owner} already")
    context.store.create_flavor(record)
    return record


def _address(source: str) -> str:
    module, separator, name = source.rpartition(":" if ":" in source else ".")
    if not separator or not module or not name:
        raise ConfigurationError(f"{source!r} is no path of a class", hint="write it like my_package.my_module.MyClass")
    return f"{module}:{name}"


def _check_flavor_name(flavor_class: type[StackComponent], address: str) -> None:
    if not FLAVOR_NAME.fullmatch(flavor_class.FLAVOR):
        raise ConfigurationError(
            f"{address} has the flavor {flavor_class.FLAVOR!r}",
            hint=f"a flavor's name must match {FLAVOR_NAME.pattern}",
        )


def _summary(flavor_class: type[StackComponent]) -> str:
    return (flavor_class.__doc__ or "").strip().partition("\n")[0]
