"""Find out everything that keeps a stored stack from being used on this machine."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from zenml.components import StackComponent
from zenml.enums import StackComponentType
from zenml.errors import NotFoundError, ZenMLError
from zenml.flavors.known import package_for
from zenml.models.records import ComponentRecord, StackRecord
from zenml.redaction import redacted, words_of
from zenml.repository.context import Context
from zenml.repository.live import live_component, secrets_in
from zenml.repository.reading import get_stack
from zenml.stack.secrets import StackSecrets
from zenml.stack.stack import Stack
from zenml.stack.validation import Problem, blind_spots, missing_kinds, objections

_Parts = dict[StackComponentType, StackComponent]


def problems_of(context: Context, stack_name: str | None = None) -> list[Problem]:
    """Return what is wrong with a stack, without a name the active one; empty if it can be used.

    What cannot be made live is a problem of its own, and the rest is looked at all the same.

    Raises:
        NotFoundError: there is no such stack.
    """
    record = get_stack(context, stack_name)
    problems = missing_kinds(record.name, record.components.keys())
    parts: _Parts = {}
    for kind in sorted(record.components):
        problems += _made_live(context, record, kind, parts)
    whole = None if problems else Stack.from_components(record.name, parts)
    for component in (whole.components if whole else parts).values():
        problems += _disagreements(component, record, whole, parts)
    return problems


def _made_live(context: Context, stack: StackRecord, kind: StackComponentType, parts: _Parts) -> Iterator[Problem]:
    """Put a component into ``parts``, or yield what keeps it from being made."""
    name = stack.components[kind]
    try:
        record = context.store.get_component(kind, name)
        if record is None:
            yield _vanished(stack, kind, name)
        else:
            parts[kind] = _live(context, record, secrets_in(context, stack.name))
    except ZenMLError as error:
        yield _problem(kind, name, error)
    except Exception as error:  # noqa: BLE001 - a plugin's code: whatever it raises is its own fault
        yield Problem(kind, name, f"the {kind.words} {name!r} cannot be made: {words_of(error)}")


def _live(context: Context, record: ComponentRecord, secrets: StackSecrets) -> StackComponent:
    try:
        return live_component(context, record.type, record.name, secrets)
    except NotFoundError as error:
        package = record.package or package_for(record.type.value, record.flavor.rpartition("/")[2])
        raise NotFoundError(error.message, hint=error.hint or f"pip install {package}") from error


def _disagreements(
    component: StackComponent, stack: StackRecord, whole: Stack | None, parts: _Parts
) -> Iterator[Problem]:
    try:
        _read_all_fields(component)
        yield from objections(component, stack.name, stack.components.keys(), whole)
        yield from blind_spots(component, parts.values())
    except ZenMLError as error:
        yield _problem(component.TYPE, component.name, error)


def _read_all_fields(component: StackComponent) -> None:
    """Let a value that is only looked up when it is read say that it cannot be had."""
    for name in type(component).model_fields:
        getattr(component, name)


def _problem(kind: StackComponentType, name: str, error: ZenMLError) -> Problem:
    """Return what a component's own code says, which may quote a secret."""
    return Problem(kind, name, redacted(error.message), redacted(error.hint))


def _vanished(stack: StackRecord, kind: StackComponentType, name: str) -> Problem:
    return Problem(
        kind,
        name,
        f"stack {stack.name!r} names the {kind.words} {name!r}, which does not exist",
        hint=f"zenml {kind.command_name} register {shlex.quote(name)} --help",
    )
