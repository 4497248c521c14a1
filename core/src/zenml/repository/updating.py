"""ComponentChange stored components and stacks in place; what another process changes meanwhile is never lost."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from zenml.enums import REQUIRED_COMPONENT_TYPES, StackComponentType
from zenml.errors import NotFoundError, StackValidationError, UsageError
from zenml.models.records import ComponentRecord, StackRecord
from zenml.names import did_you_mean
from zenml.repository.checking import check_stack
from zenml.repository.context import Context
from zenml.repository.packages import with_package
from zenml.repository.reading import get_component, get_stack
from zenml.repository.retrying import until_nobody_interferes
from zenml.repository.sealing import ComponentChange, sealed
from zenml.sources import put_on_path
from zenml.stack.assembly import Recorded, build_component, record_of, typed_values
from zenml.stack.classes import component_class, configurable_fields


def update_component(
    context: Context, component_type: StackComponentType, name: str, parameters: Mapping[str, object]
) -> ComponentRecord:
    """Give a component's fields other values; the fields that are not named keep theirs.

    Raises:
        NotFoundError: there is no such component, or its flavor's package is not installed.
        UsageError: the flavor has no such parameter.
        ConfigurationError: a value breaks a rule of its field.
    """

    def change(stored: ComponentRecord) -> Mapping[str, object]:
        local = context.store.list_flavors(component_type)
        flavor_class = component_class(component_type, stored.flavor, local, stored.package)
        return {**stored.configuration, **typed_values(flavor_class, stored.flavor, parameters)}

    return until_nobody_interferes(lambda: _change_component(context, component_type, name, change))


def remove_attributes(
    context: Context, component_type: StackComponentType, name: str, attributes: Collection[str]
) -> ComponentRecord:
    """Let fields of a component have their defaults again; one that has its default already is no error.

    Raises:
        NotFoundError: there is no such component, or its flavor's package is not installed.
        UsageError: the flavor has no such parameter.
        ConfigurationError: a field has no default.
    """

    def change(stored: ComponentRecord) -> Mapping[str, object]:
        local = context.store.list_flavors(component_type)
        known = configurable_fields(component_class(component_type, stored.flavor, local, stored.package))
        for attribute in attributes:
            if attribute not in known and attribute not in stored.configuration:
                hint = did_you_mean(attribute, known)
                raise UsageError(f"flavor {stored.flavor!r} has no parameter {attribute!r}", hint=hint)
        return {field: value for field, value in stored.configuration.items() if field not in attributes}

    return until_nobody_interferes(lambda: _change_component(context, component_type, name, change))


def update_stack(context: Context, name: str | None, components: Mapping[StackComponentType, str]) -> StackRecord:
    """Give a stack, without a name the active one, other components; the kinds that are not named keep theirs.

    Raises:
        NotFoundError: there is no such stack or component, or a new component's package is not installed.
        StackValidationError: the components do not go together.
    """

    def change() -> StackRecord:
        stored = get_stack(context, name)
        after = StackRecord(stored.name, {**stored.components, **components})
        check_stack(context, after, components.keys())
        context.store.update_stack(after, expected=stored)
        return after

    return until_nobody_interferes(change)


def remove_from_stack(context: Context, name: str | None, kinds: Collection[StackComponentType]) -> StackRecord:
    """Take components out of a stack, without a name the active one; they stay registered.

    Raises:
        NotFoundError: there is no such stack, or it has no component of such a kind.
        StackValidationError: every stack needs a component of such a kind, or another component needs it.
    """

    def change() -> StackRecord:
        stored = get_stack(context, name)
        for kind in kinds:
            _check_that_it_can_go(stored, kind)
        left = {kind: component for kind, component in stored.components.items() if kind not in kinds}
        after = StackRecord(stored.name, left)
        check_stack(context, after, frozenset())
        context.store.update_stack(after, expected=stored)
        return after

    return until_nobody_interferes(change)


def _change_component(
    context: Context,
    component_type: StackComponentType,
    name: str,
    change: Callable[[ComponentRecord], Mapping[str, object]],
) -> ComponentRecord:
    stored = get_component(context, component_type, name)
    put_on_path(context.source_root)
    changed = replace(stored, configuration=change(stored))
    after = _checked(context, changed)
    with sealed(context, [ComponentChange(after, stored)]):
        context.store.update_component(after.record, expected=stored)
    return after.record


def _checked(context: Context, record: ComponentRecord) -> Recorded:
    """Return a component as it is to be stored, with the settings that its flavor does not know."""
    component = build_component(record, context.store.list_flavors(record.type))
    return with_package(context, record_of(component, stored=record))


def _check_that_it_can_go(stack: StackRecord, kind: StackComponentType) -> None:
    if kind not in stack.components:
        raise NotFoundError(
            f"stack {stack.name!r} has no {kind.words}", hint=f"zenml stack describe {shlex.quote(stack.name)}"
        )
    if kind in REQUIRED_COMPONENT_TYPES:
        raise StackValidationError(
            f"stack {stack.name!r} cannot be without {kind.words}",
            hint=f"give it another: zenml stack update {shlex.quote(stack.name)} --{kind.command_name}=NAME",
        )
