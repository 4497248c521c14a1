"""Store live components and stacks, and make stored ones live."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar, cast

from zenml.components import StackComponent
from zenml.enums import StackComponentType
from zenml.errors import ConflictError, NotFoundError, UsageError, ZenMLError
from zenml.models.records import ComponentRecord, StackRecord
from zenml.repository.checking import validate_as_far_as_known
from zenml.repository.context import Context
from zenml.repository.packages import with_package
from zenml.repository.reading import get_component, get_stack, list_components, list_stacks, snapshot
from zenml.repository.retrying import until_nobody_interferes
from zenml.repository.sealing import ComponentChange, has_same_settings, sealed
from zenml.secrets_managers import BaseSecretsManager
from zenml.sources import is_same_source, put_on_path
from zenml.stack.assembly import Recorded, assemble_stack, build_component, record_of
from zenml.stack.secrets import NO_MANAGER, StackSecrets
from zenml.stack.stack import Stack

logger = logging.getLogger(__name__)

_DEFAULT_METADATA_STORE = "default"
_T = TypeVar("_T")


def live_stack(context: Context, name: str | None = None) -> Stack:
    """Return a stored stack, without a name the active one, with its components.

    Raises:
        NotFoundError: there is no such stack, or a flavor's package is not installed.
        ConfigurationError: a component's stored values are not valid.
    """
    put_on_path(context.source_root)
    return assemble_stack(snapshot(context, name))


def usable_stacks(context: Context) -> list[Stack]:
    """Return the stored stacks that this machine can use, and warn about the others."""
    names = [stack.name for stack in list_stacks(context)]
    found = [_usable(f"stack {name!r}", partial(live_stack, context, name)) for name in names]
    return [stack for stack in found if stack is not None]


def usable_components(context: Context, component_type: StackComponentType) -> list[StackComponent]:
    """Return the stored components of a kind that this machine can use, and warn about the others."""
    words, names = component_type.words, [component.name for component in list_components(context, component_type)]
    found = [_usable(f"{words} {name!r}", partial(live_component, context, component_type, name)) for name in names]
    return [component for component in found if component is not None]


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
        return cast("BaseSecretsManager", live_component(context, kind, name, NO_MANAGER))

    return StackSecrets(manager, f"stack {stack_name!r}" if stack_name else "the active stack")


def _usable(subject: str, make: Callable[[], _T]) -> _T | None:
    try:
        return make()
    except ZenMLError as error:
        logger.warning("The %s is left out, since it cannot be used here: %s", subject, error)
        return None


def store_component(context: Context, component: StackComponent) -> ComponentRecord:
    """Store a live component.

    Raises:
        NotFoundError: nobody could find its class again; register it as a flavor first.
        ConflictError: the name is taken.
    """
    new = _rebuildable(context, component, record_of(component))
    with sealed(context, [ComponentChange(new)]):
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
    new = _rebuildable(context, component, record_of(component, stored=stored))
    with sealed(context, [ComponentChange(new, stored)]):
        context.store.update_component(new.record, expected=stored)
    return new.record


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
    with sealed(context, [ComponentChange(part) for part in new]):
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
        with sealed(context, [ComponentChange(part) for part in new]):
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
    recorded = [(part, record_of(part)) for part in parts.values()]
    new = [_rebuildable(context, part, record) for part, record in recorded if not _is_stored(context, record)]
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


def _rebuildable(context: Context, component: StackComponent, recorded: Recorded) -> Recorded:
    """Return what is stored of a component, after checking that its class can be found again by its flavor."""
    put_on_path(context.source_root)
    found = type(build_component(recorded.record, context.store.list_flavors(component.TYPE)))
    if not is_same_source(found, type(component)):
        names = (
            f"{found.__module__}.{found.__qualname__}",
            f"{type(component).__module__}.{type(component).__qualname__}",
        )
        raise NotFoundError(
            f"flavor {recorded.record.flavor!r} is {names[0]}, not {names[1]}",
            hint="give the class a FLAVOR of its own, and register it: Repository().register_flavor(…)",
        )
    return with_package(context, recorded)


def _check_same_name(name: str, given: str) -> None:
    if name != given:
        raise UsageError(f"cannot replace {name!r} by {given!r}", hint="an update keeps the name")
