"""Store live components and stacks, and make stored ones live."""

from __future__ import annotations

from dataclasses import replace

from zenml.components import StackComponent
from zenml.enums import StackComponentType
from zenml.errors import ConflictError, UsageError
from zenml.models.records import ComponentRecord, StackRecord
from zenml.repository.context import Context
from zenml.repository.packages import with_package
from zenml.repository.reading import get_component, get_stack, snapshot
from zenml.sources import put_on_path
from zenml.stack.assembly import assemble_stack, build_component, record_of
from zenml.stack.classes import configurable_fields
from zenml.stack.stack import Stack

_DEFAULT_METADATA_STORE = "default"


def live_stack(context: Context, name: str | None = None) -> Stack:
    """Return a stored stack, without a name the active one, with its components.

    Raises:
        NotFoundError: there is no such stack, or a flavor's package is not installed.
        ConfigurationError: a component's stored values are not valid.
    """
    put_on_path(context.source_root)
    return assemble_stack(snapshot(context, name))


def live_component(context: Context, component_type: StackComponentType, name: str | None = None) -> StackComponent:
    """Return a stored component, without a name the active stack's; raises as ``live_stack`` does."""
    put_on_path(context.source_root)
    return build_component(get_component(context, component_type, name), context.store.list_flavors(component_type))


def store_component(context: Context, component: StackComponent) -> ComponentRecord:
    """Store a live component.

    Raises:
        NotFoundError: nobody could find its class again; register it as a flavor first.
        ConflictError: the name is taken.
    """
    record = _rebuildable(context, component)
    context.store.create_component(record)
    return record


def replace_component(context: Context, name: str, component: StackComponent) -> ComponentRecord:
    """Replace a stored component; stored settings that its flavor does not know stay.

    Raises:
        NotFoundError: there is no such component.
        UsageError: the component has another name.
    """
    _check_same_name(name, component.name)
    stored = get_component(context, component.TYPE, name)
    known = configurable_fields(type(component))
    unknown = {key: value for key, value in stored.configuration.items() if key not in known}
    record = _rebuildable(context, component, stored)
    record = replace(record, uuid=stored.uuid, configuration={**unknown, **record.configuration})
    context.store.update_component(record)
    return record


def store_stack(context: Context, stack: Stack) -> StackRecord:
    """Check and store a live stack, together with those of its components that are new.

    Without a metadata store, it gets the profile's default one.

    Raises:
        StackValidationError: the components do not go together.
        ConflictError: the stack's name is taken, or a component's by another one.
    """
    if context.store.get_stack(stack.name) is not None:
        raise ConflictError(f"a stack named {stack.name!r} exists already", hint="choose another name")
    record, new = _stored_form(context, stack)
    context.store.create_stack(record, new)
    return record


def replace_stack(context: Context, name: str, stack: Stack) -> StackRecord:
    """Replace a stored stack; otherwise as ``store_stack``.

    Raises:
        NotFoundError: there is no such stack.
        UsageError: the stack has another name.
    """
    _check_same_name(name, stack.name)
    get_stack(context, name)
    record, new = _stored_form(context, stack)
    context.store.update_stack(record, new)
    return record


def _stored_form(context: Context, stack: Stack) -> tuple[StackRecord, list[ComponentRecord]]:
    """Return a checked stack's record, and those of its components that are not stored yet."""
    parts = dict(stack.components)
    if StackComponentType.METADATA_STORE not in parts:
        kind = StackComponentType.METADATA_STORE
        parts[kind] = live_component(context, kind, _DEFAULT_METADATA_STORE)
    Stack.from_components(stack.name, parts).validate()
    new = [_rebuildable(context, part) for part in parts.values() if not _is_stored(context, part)]
    return StackRecord(stack.name, {kind: part.name for kind, part in parts.items()}), new


def _is_stored(context: Context, component: StackComponent) -> bool:
    """Say whether this very component is stored.

    Raises:
        ConflictError: another one bears its name, or it is stored with other settings.
    """
    stored = context.store.get_component(component.TYPE, component.name)
    if stored is None:
        return False
    subject = f"the {component.TYPE.words} {component.name!r}"
    if stored.uuid != str(component.uuid):
        raise ConflictError(f"{subject} exists already and is another one", hint="give the new one another name")
    present = live_component(context, component.TYPE, component.name)
    if record_of(present) != record_of(component):
        raise ConflictError(f"{subject} is stored with other settings", hint="call update_stack_component first")
    return True


def _rebuildable(context: Context, component: StackComponent, stored: ComponentRecord | None = None) -> ComponentRecord:
    """Return a component's record after checking that its class can be found again by its flavor."""
    record = record_of(component, stored.flavor if stored else None)
    put_on_path(context.source_root)
    build_component(record, context.store.list_flavors(component.TYPE))
    return with_package(context, record)


def _check_same_name(name: str, given: str) -> None:
    if name != given:
        raise UsageError(f"cannot replace {name!r} by {given!r}", hint="an update keeps the name")
