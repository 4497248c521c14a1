"""Register components, stacks and flavors, each checked before anything is written."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import NamedTuple

from zenml.components import StackComponent
from zenml.enums import StackComponentType
from zenml.errors import ConfigurationError, ConflictError, SecretUnavailableError
from zenml.flavors.records import FLAVOR_NAME
from zenml.models.records import ComponentRecord, FlavorRecord, StackRecord
from zenml.names import check_name
from zenml.redaction import redacted
from zenml.repository.checking import check_stack
from zenml.repository.context import Context
from zenml.repository.flavors import list_flavors
from zenml.repository.packages import with_package
from zenml.repository.sealing import ComponentChange, check_same_settings, sealed
from zenml.sources import put_on_path
from zenml.stack.assembly import new_component, record_of
from zenml.stack.classes import class_at, component_class


class StackRegistration(NamedTuple):
    """Hold a stack that is stored now."""

    record: StackRecord
    is_new: bool


class FlavorRegistration(NamedTuple):
    """Hold a flavor that is stored now."""

    record: FlavorRecord
    is_new: bool


class Registration(NamedTuple):
    """Hold what is stored now, and what its flavor wants the user to read once."""

    record: ComponentRecord
    advice: str | None
    is_new: bool = True


def flavor_class(
    context: Context, component_type: StackComponentType, flavor: str, package: str = ""
) -> type[StackComponent]:
    """Return the class of a flavor, from an installed package or registered by its path.

    Raises:
        NotFoundError, ConflictError, ConfigurationError: the flavor cannot be used, see ``component_class``.
    """
    put_on_path(context.source_root)
    return component_class(component_type, flavor, context.store.list_flavors(component_type), package)


def check_new_name(context: Context, component_type: StackComponentType, name: str) -> None:
    """Refuse a name for a new component that is not legal, or taken, before a user is asked for more.

    Raises:
        ConfigurationError, ConflictError: as ``register_component`` does.
    """
    check_name(name, component_type.words)
    if context.store.get_component(component_type, name) is not None:
        raise ConflictError(f"the {component_type.words} {name!r} exists already", hint="choose another name")


def register_component(
    context: Context,
    component_type: StackComponentType,
    flavor: str,
    name: str,
    parameters: Mapping[str, object],
    *,
    exist_ok: bool = False,
) -> Registration:
    """Make a component from what a user typed, and store it; its literal secrets go into the vault.

    Args:
        context: where the caller stands.
        component_type: the kind.
        flavor: a bare or qualified name.
        name: what to call the component.
        parameters: texts or values of the flavor's fields.
        exist_ok: whether a component of this name with the same flavor and settings is as good.

    Raises:
        NotFoundError: unknown flavor.
        UsageError: the flavor has no such parameter.
        ConfigurationError: a value breaks a rule of its field.
        ConflictError: the name is taken.
    """
    put_on_path(context.source_root)
    local = context.store.list_flavors(component_type)
    component = new_component(component_type, flavor, name, parameters, local)
    recorded = with_package(context, record_of(component, flavor=flavor))
    try:
        with sealed(context, [ComponentChange(recorded)]):
            context.store.create_component(recorded.record)
    except ConflictError:
        stored = context.store.get_component(component_type, name)
        if not exist_ok or stored is None:
            raise
        check_same_settings(stored, recorded)
        return Registration(stored, None, is_new=False)
    return Registration(recorded.record, _advice(component))


def register_stack(
    context: Context, name: str, components: Mapping[StackComponentType, str], *, exist_ok: bool = False
) -> StackRegistration:
    """Combine stored components into a stack, and store it.

    Args:
        context: where the caller stands.
        name: what to call the stack.
        components: names of components, by their kind.
        exist_ok: whether a stack of this name with the same components is as good.

    Raises:
        NotFoundError: there is no such component, or its flavor's package is not installed.
        StackValidationError: a required kind is missing, or the components do not go together.
        ConflictError: the name is taken.
    """
    stack = StackRecord(name, dict(components))
    check_stack(context, stack)
    try:
        context.store.create_stack(stack)
    except ConflictError as error:
        if not exist_ok:
            raise
        if context.store.get_stack(name) != stack:
            problem = f"a stack named {name!r} exists already with other components"
            raise ConflictError(problem, hint=f"zenml stack update {shlex.quote(name)} --help") from error
        return StackRegistration(stack, is_new=False)
    return StackRegistration(stack, is_new=True)


def register_flavor(
    context: Context, component_type: StackComponentType, source: str, *, exist_ok: bool = False
) -> FlavorRegistration:
    """Make a class known as a flavor by its dotted path, without a package.

    Args:
        context: where the caller stands; the path is relative to its source root, or of an installed package.
        component_type: the kind.
        source: ``package.module.Class`` or ``package.module:Class``.
        exist_ok: whether it is as good that this class was registered before.

    Raises:
        NotFoundError: there is no such module or class.
        ConfigurationError: it is no component class of this kind.
        ConflictError: its flavor's name is taken.
    """
    put_on_path(context.source_root)
    address = _address(source)
    found = class_at(component_type, address)
    _check_flavor_name(found, address)
    record = FlavorRecord(component_type, found.FLAVOR, address, _summary(found))
    known = context.store.list_flavors(component_type)
    if exist_ok and any((each.name, each.source) == (record.name, record.source) for each in known):
        return FlavorRegistration(record, is_new=False)
    for row in list_flavors(context, component_type):
        if row.is_record and row.name == record.name:
            owner = row.package or row.source
            raise ConflictError(f"{component_type.words} flavor {row.name!r} comes from {owner} already")
    context.store.create_flavor(record)
    return FlavorRegistration(record, is_new=True)


def _advice(component: StackComponent) -> str | None:
    """Return what the flavor wants to be read; what it can only say of its secrets waits until they are there."""
    try:
        advice = component.post_registration_message
    except SecretUnavailableError:
        return None
    return advice and redacted(advice)


def _address(source: str) -> str:
    module, separator, name = source.rpartition(":" if ":" in source else ".")
    if not separator or not module or not name:
        raise ConfigurationError(f"{source!r} is no path of a class", hint="write it like my_package.my_module.MyClass")
    return f"{module}:{name}"


def _check_flavor_name(found: type[StackComponent], address: str) -> None:
    if not FLAVOR_NAME.fullmatch(found.FLAVOR):
        raise ConfigurationError(
            f"{address} has the flavor {found.FLAVOR!r}",
            hint=f"a flavor's name must match {FLAVOR_NAME.pattern}",
        )


def _summary(found: type[StackComponent]) -> str:
    return (found.__doc__ or "").strip().partition("\n")[0]
