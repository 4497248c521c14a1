"""Store live components and stacks, and make stored ones live."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from zenml.components import StackComponent
from zenml.enums import StackComponentType
from zenml.errors import ConflictError, UsageError
from zenml.models.records import ComponentRecord, StackRecord
from zenml.repository.checking import validate_as_far_as_known
from zenml.repository.context import Context
from zenml.repository.packages import with_package
from zenml.repository.reading import get_component, get_stack, snapshot
from zenml.repository.retrying import until_nobody_interferes
from zenml.repository.sealing import Change, has_same_settings, sealed
from zenml.secrets_managers import BaseSecretsManager
from zenml.sources import put_on_path
from zenml.stack.assembly import Recorded, assemble_stack, build_component, record_of
from zenml.stack.classes import configurable_fields
from zenml.stack.secrets import StackSecrets
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


def live_component(
    context: Context,
    component_type: StackComponentType,
    name: str | None = None,
    secrets: StackSecrets | None = None,
) -> StackComponent:
    """Return a stored component, without a name the active stack's; raises as ``live_stack`` does.

    Args:
        context: where the caller stands.
        component_type: the kind.
        name: of a component that may be in any stack, or in none.
        secrets: where its references are resolved; if not given, by the active stack's secrets manager.
    """
    put_on_path(context.source_root)
    record = get_component(context, component_type, name)
    local = context.store.list_flavors(component_type)
    return build_component(record, local, secrets or secrets_in(context))


def secrets_in(context: Context, stack_name: str | None = None) -> StackSecrets:
    """Return where the components of a stack, without a name the active one, find their secrets.

    Nothing is looked up before a secret is.
    """
    kind = StackComponentType.SECRETS_MANAGER

    def manager() -> BaseSecretsManager | None:
        name = get_stack(context, stack_name).components.get(kind)
        if name is None:
            return None
        without_manager = StackSecrets(lambda: None, "a secrets manager itself")
        return cast("BaseSecretsManager", live_component(context, kind, name, without_manager))

    return StackSecrets(manager, f"stack {stack_name!r}" if stack_name else "the active stack")


def store_component(context: Context, component: StackComponent) -> ComponentRecord:
    """Store a live component.

    Raises:
        NotFoundError: nobody could find its class again; register it as a flavor first.
        ConflictError: the name is taken.
    """
    new = _rebuildable(context, record_of(component))
    with sealed(context, [Change(new)]):
        context.store.create_component(new.record)
    return new.record


def replace_component(context: Context, name: str, component: StackComponent) -> ComponentRecord:
    """Replace a stored component; stored settings that its flavor does not know stay.

    Raises:
        NotFoundError: there is no such component.
        UsageError: the component has another name.
    """
    _check_same_name(name, component.name)
    return until_nobody_interferes(lambda: _replaced(context, name, component))


def _replaced(context: Context, name: str, component: StackComponent) -> ComponentRecord:
    stored = get_component(context, component.TYPE, name)
    known = configurable_fields(type(component))
    unknown = {key: value for key, value in stored.configuration.items() if key not in known}
    new = _rebuildable(context, record_of(component, flavor=stored.flavor, uuid=stored.uuid))
    record = replace(new.record, configuration={**unknown, **new.record.configuration})
    with sealed(context, [Change(Recorded(record, new.literals), stored)]):
        context.store.update_component(record, expected=stored)
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
    with sealed(context, [Change(part) for part in new]):
        context.store.create_stack(record, [part.record for part in new])
    return record


def replace_stack(context: Context, name: str, stack: Stack) -> StackRecord:
    """Replace a stored stack; otherwise as ``store_stack``.

    Raises:
        NotFoundError: there is no such stack.
        UsageError: the stack has another name.
    """
    _check_same_name(name, stack.name)

    def change() -> StackRecord:
        stored = get_stack(context, name)
        record, new = _stored_form(context, stack)
        with sealed(context, [Change(part) for part in new]):
            context.store.update_stack(record, [part.record for part in new], expected=stored)
        return record

    return until_nobody_interferes(change)


def _stored_form(context: Context, stack: Stack) -> tuple[StackRecord, list[Recorded]]:
    """Return a checked stack's record, and those of its components that are not stored yet."""
    parts = dict(stack.components)
    if StackComponentType.METADATA_STORE not in parts:
        kind = StackComponentType.METADATA_STORE
        parts[kind] = live_component(context, kind, _DEFAULT_METADATA_STORE)
    validate_as_far_as_known(Stack.from_components(stack.name, parts))
    recorded = {kind: record_of(part) for kind, part in parts.items()}
    new = [_rebuildable(context, part) for part in recorded.values() if not _is_stored(context, part)]
    return StackRecord(stack.name, {kind: part.name for kind, part in parts.items()}), new


def _is_stored(context: Context, component: Recorded) -> bool:
    """Say whether this very component is stored.

    Raises:
        ConflictError: another one bears its name, or it is stored with other settings.
    """
    record = component.record
    stored = context.store.get_component(record.type, record.name)
    if stored is None:
        return False
    subject = f"the {record.type.words} {record.name!r}"
    if stored.uuid != record.uuid:
        raise ConflictError(f"{subject} exists already and is another one", hint="give the new one another name")
    present = replace(stored, flavor=record.flavor)  # which may be stored by its qualified name
    if not has_same_settings(present, component):
        raise ConflictError(f"{subject} is stored with other settings", hint="call update_stack_component first")
    return True


def _rebuildable(context: Context, component: Recorded) -> Recorded:
    """Return a component after checking that its class can be found again by its flavor."""
    put_on_path(context.source_root)
    build_component(component.record, context.store.list_flavors(component.record.type))
    return with_package(context, component)


def _check_same_name(name: str, given: str) -> None:
    if name != given:
        raise UsageError(f"cannot replace {name!r} by {given!r}", hint="an update keeps the name")
