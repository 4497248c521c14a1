"""Start and stop what the components of a stack need on this machine."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path

from zenml.components import StackComponent
from zenml.enums import StackComponentType
from zenml.errors import ConflictError, NotFoundError, ZenMLError
from zenml.repository.context import Context
from zenml.repository.live import live_component, live_stack, secrets_in
from zenml.repository.reading import get_component, get_stack
from zenml.repository.running import runs_here, stopping_command
from zenml.stack import states
from zenml.stack.secrets import StackSecrets
from zenml.stack.states import Change, Event


def bring_stack_up(context: Context, name: str | None = None) -> Iterator[Event]:
    """Set up and start what a stack, without a name the active one, needs; the orchestrator comes last.

    Raises:
        NotFoundError: there is no such stack, or a flavor's package is not installed.
        ZenMLError: a component failed, which ends it; the hint names those that are up already, and how to go on.
    """
    stack = live_stack(context, name)
    up: list[str] = []
    try:
        for event in states.start(stack.components.values()):
            up += [] if event.change is Change.BEGINS else [_named(event.component)]
            yield event
    except ZenMLError as error:
        raise _unfinished(error, up, stack.name) from error


def bring_stack_down(context: Context, name: str | None = None, *, force: bool = False) -> Iterator[Event]:
    """Stop what runs of a stack, without a name the active one; with ``force`` also remove what was set up.

    Every component is tried, also when another one fails or cannot be made live.

    Raises:
        NotFoundError: there is no such stack.
        ZenMLError: at the end, naming each component that failed.
    """
    components, failures = _live_components(context, name)
    yield from states.remove(components, failures) if force else states.stop(components, failures)


def bring_component_up(
    context: Context, component_type: StackComponentType, name: str | None = None
) -> Iterator[Event]:
    """Set up and start one component, without a name the active stack's; raises as ``bring_stack_up`` does."""
    yield from states.start([live_component(context, component_type, name)])


def bring_component_down(
    context: Context, component_type: StackComponentType, name: str | None = None, *, force: bool = False
) -> Iterator[Event]:
    """Stop one component, without a name the active stack's; with ``force`` also remove what was set up."""
    components = [live_component(context, component_type, name)]
    yield from states.remove(components) if force else states.stop(components)


def refuse_running(context: Context, component_type: StackComponentType, name: str) -> None:
    """Refuse to go on as long as a component runs something on this machine, which nobody could stop afterwards.

    Raises:
        ConflictError: it does.
    """
    try:
        component = live_component(context, component_type, name)
        is_running = states.has_states(component) and component.is_running
    except Exception:  # noqa: BLE001 - a plugin's code; what cannot be made live cannot be asked, but it can be deleted
        return
    if is_running:
        off = f"zenml {component_type.command_name} down {shlex.quote(name)} --force"
        raise ConflictError(f"the {_named(component)} runs", hint=f"stop it first: {off}")
    record = get_component(context, component_type, name)
    if runs_here(record.uuid):
        stop = stopping_command(context.profile.name, record)
        raise ConflictError(f"the {component_type.words} {name!r} runs a daemon", hint=f"stop it first: {stop}")


def log_file_of(context: Context, component_type: StackComponentType, name: str | None = None) -> Path:
    """Return the log of one component, without a name the active stack's.

    Raises:
        NotFoundError: there is no such component, it keeps no log, or it has written none yet.
    """
    component = live_component(context, component_type, name)
    log, subject = component.log_file, f"the {_named(component)}"
    if log is None:
        raise NotFoundError(f"{subject} keeps no log")
    if not log.exists():
        on = f"zenml {component_type.command_name} up {shlex.quote(component.name)}"
        raise NotFoundError(f"{subject} has written no log yet: there is no file {log}", hint=on)
    return log


def _live_components(context: Context, stack_name: str | None) -> tuple[list[StackComponent], list[ZenMLError]]:
    """Return a stack's components, and why some cannot be made."""
    record = get_stack(context, stack_name)
    try:
        return list(live_stack(context, record.name).components.values()), []
    except ZenMLError:  # one by one, then
        secrets = secrets_in(context, record.name)
        tried = [_component_or_failure(context, kind, name, secrets) for kind, name in record.components.items()]
    components = [each for each in tried if isinstance(each, StackComponent)]
    return components, [each for each in tried if isinstance(each, ZenMLError)]


def _component_or_failure(
    context: Context, component_type: StackComponentType, name: str, secrets: StackSecrets
) -> StackComponent | ZenMLError:
    try:
        return live_component(context, component_type, name, secrets)
    except ZenMLError as error:
        return error


def _unfinished(error: ZenMLError, up: list[str], stack_name: str) -> ZenMLError:
    """Return the error with what is up already, and how to go on."""
    present = f"up already: {', '.join(up)}" if up else ""
    on = f"go on with: zenml stack up {shlex.quote(stack_name)}"
    return type(error)(error.message, hint="; ".join(filter(None, [error.hint, present, on])))


def _named(component: StackComponent) -> str:
    return f"{component.TYPE.words} {component.name!r}"
