"""Answer what is registered; nothing here imports a component's class."""

from __future__ import annotations

import shlex
from contextlib import suppress
from dataclasses import replace
from typing import NoReturn

from zenml.config.profiles import Profile
from zenml.config.selection import Origin
from zenml.enums import StackComponentType
from zenml.errors import NotFoundError
from zenml.models.records import ComponentRecord, StackRecord, StackSnapshot
from zenml.names import did_you_mean
from zenml.repository.context import Context

_ATTEMPTS = 10
"""Of reading a stack and its components; so many renames do not fall into so many moments by chance."""


def list_stacks(context: Context) -> list[StackRecord]:
    """Return the stacks of the profile in force, by name.

    An active stack that does not exist any more is no error here, since the listing shows what to choose
    instead; ``get_stack`` explains it.

    Raises:
        NotFoundError: the command line chose a stack that does not exist.
    """
    stacks = context.store.list_stacks()
    if context.selection.stack_origin is Origin.COMMAND_LINE:
        get_stack(context)
    return stacks


def get_stack(context: Context, name: str | None = None) -> StackRecord:
    """Return a stack, without a name the active one.

    Raises:
        NotFoundError: there is no such stack; for the active one, says who chose it and how to repair that.
    """
    if name is None:
        return _active_stack(context)
    found = context.store.get_stack(name)
    if found is None:
        raise NotFoundError(f"there is no stack named {name!r}", hint=did_you_mean(name, _stack_names(context)))
    return found


def list_components(context: Context, component_type: StackComponentType) -> list[ComponentRecord]:
    """Return the components of one kind, by name."""
    return context.store.list_components(component_type)


def get_component(context: Context, component_type: StackComponentType, name: str | None = None) -> ComponentRecord:
    """Return a component, without a name the one in the active stack.

    Raises:
        NotFoundError: there is no such component, or the active stack has none of this kind.
    """
    if name is None:
        name = _active_component_name(context, component_type)
    found = context.store.get_component(component_type, name)
    if found is None:
        known = [component.name for component in list_components(context, component_type)]
        raise NotFoundError(f"there is no {component_type.words} named {name!r}", hint=did_you_mean(name, known))
    return found


def snapshot(context: Context, stack_name: str | None = None) -> StackSnapshot:
    """Return a stack, without a name the active one, with the whole records of its components.

    Raises:
        NotFoundError: the stack, or a component that it names, does not exist.
    """
    stack, components = _with_components(context, stack_name)
    used = {(kind, component.flavor) for kind, component in components.items()}
    flavors = [flavor for flavor in context.store.list_flavors() if (flavor.type, flavor.name) in used]
    return StackSnapshot(stack.name, components, tuple(flavors))


def list_profiles(context: Context) -> list[Profile]:
    """Return all profiles in the order of their creation.

    The active one's ``active_stack`` is the stack in force, the others' their own.
    """
    return [_as_in_force(context, profile) for profile in context.configuration.profiles]


def get_profile(context: Context, name: str | None = None) -> Profile:
    """Return a profile, without a name the one in force.

    Raises:
        NotFoundError: there is no such profile.
    """
    if name is None:
        return _as_in_force(context, context.profile)
    return _as_in_force(context, context.configuration.existing_profile(name))


def _with_components(
    context: Context, stack_name: str | None
) -> tuple[StackRecord, dict[StackComponentType, ComponentRecord]]:
    """Read a stack and its components: again if one is missing, since it may have been renamed in between."""
    for _ in range(_ATTEMPTS):
        stack = get_stack(context, stack_name)
        with suppress(NotFoundError):
            return stack, {kind: _part(context, stack, kind) for kind in stack.components}
    stack = get_stack(context, stack_name)
    return stack, {kind: _part(context, stack, kind) for kind in stack.components}


def _active_stack(context: Context) -> StackRecord:
    name = context.active_stack_name
    if name is None:
        raise _nothing_active(context)
    return context.store.get_stack(name) or _raise_vanished(context, name)


def _nothing_active(context: Context) -> NotFoundError:
    known = ", ".join(_stack_names(context))
    hint = f"zenml stack set NAME; known: {known}" if known else "zenml stack register --help"
    return NotFoundError(f"profile {context.profile.name!r} has no active stack", hint=hint)


def _raise_vanished(context: Context, name: str) -> NoReturn:
    chooser, remedy = context.chooser(context.selection.stack_origin, "stack")
    known = did_you_mean(name, _stack_names(context))
    raise NotFoundError(
        f"profile {context.profile.name!r} has no stack named {name!r}, which {chooser} chooses",
        hint=f"{remedy}; {known}" if known else remedy,
    )


def _stack_names(context: Context) -> list[str]:
    return [stack.name for stack in context.store.list_stacks()]


def _active_component_name(context: Context, component_type: StackComponentType) -> str:
    stack = _active_stack(context)
    if component_type not in stack.components:
        raise NotFoundError(
            f"the active stack {stack.name!r} has no {component_type.words}",
            hint=f"zenml {component_type.command_name} list",
        )
    return stack.components[component_type]


def _part(context: Context, stack: StackRecord, component_type: StackComponentType) -> ComponentRecord:
    name = stack.components[component_type]
    found = context.store.get_component(component_type, name)
    if found is None:
        raise NotFoundError(
            f"stack {stack.name!r} names the {component_type.words} {name!r}, which does not exist",
            hint=f"zenml {component_type.command_name} register {shlex.quote(name)} --help",
        )
    return found


def _as_in_force(context: Context, profile: Profile) -> Profile:
    """Return a profile with the stack in force as its active one, if it is the profile in force."""
    if profile.name != context.selection.profile:
        return profile
    return replace(profile, active_stack=context.active_stack_name)
