"""Set up, start, stop and remove what components need on this machine: a daemon, a cluster."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from typing import NamedTuple, TypeVar

from zenml import errors
from zenml.components import StackComponent
from zenml.enums import StackComponentType
from zenml.errors import ZenMLError
from zenml.redaction import words_of

_T = TypeVar("_T")
_STATES = ("is_provisioned", "is_running", "is_suspended", "provision", "deprovision", "resume", "suspend")


class Change(Enum):
    """Name what happened to a component."""

    BEGINS = "begins"
    """Nothing yet: what follows may take its time."""
    PROVISIONED = "provisioned"
    """It was set up, and runs since."""
    PROVISIONED_AND_STARTED = "provisioned and started"
    STARTED = "started"
    RUNS_ALREADY = "runs already"
    SUSPENDED = "suspended"
    DOES_NOT_RUN = "does not run"
    DEPROVISIONED = "deprovisioned"
    IS_NOT_PROVISIONED = "is not provisioned"


class Event(NamedTuple):
    """Tell what happens to a component; each begins, and then comes to one end."""

    component: StackComponent
    change: Change


def has_states(component: StackComponent) -> bool:
    """Say whether a component's class knows states at all; most are always ready."""
    return any(getattr(type(component), name) is not getattr(StackComponent, name) for name in _STATES)


def in_starting_order(components: Iterable[StackComponent]) -> list[StackComponent]:
    """Return first the secrets manager, which others may ask, and last the orchestrator, which uses all others."""
    return sorted(components, key=lambda component: _PLACES.get(component.TYPE, 0))


_PLACES = {StackComponentType.SECRETS_MANAGER: -1, StackComponentType.ORCHESTRATOR: 1}


def check_running(components: Iterable[StackComponent], stack_name: str) -> None:
    """Check that what has to be started runs.

    Raises:
        ZenMLError: naming each component that does not, and how to start it.
    """
    at_rest = [component for component in filter(has_states, components) if not _does_run(component)]
    if at_rest:
        names = " and ".join(f"the {component.TYPE.words} {component.name!r}" for component in at_rest)
        verb = "does" if len(at_rest) == 1 else "do"
        raise ZenMLError(f"{names} {verb} not run", hint=f"zenml stack up {shlex.quote(stack_name)}")


def provision(components: Iterable[StackComponent]) -> None:
    """Set up what is not set up; the first failure ends it.

    Raises:
        ZenMLError: naming the component that failed.
    """
    for component in filter(has_states, in_starting_order(components)):
        _named(component, "set up", _provision)


def start(components: Iterable[StackComponent]) -> Iterator[Event]:
    """Set up what is not set up, and start what does not run; the first failure ends it.

    Raises:
        ZenMLError: naming the component that failed.
    """
    for component in filter(has_states, in_starting_order(components)):
        yield Event(component, Change.BEGINS)
        yield Event(component, _named(component, "started", _start))


def stop(components: Iterable[StackComponent], failures: Sequence[ZenMLError] = ()) -> Iterator[Event]:
    """Stop what runs and keep its data, in the reverse order; a failure keeps no other from being stopped.

    Args:
        components: those of a stack.
        failures: what kept others of the stack from being among them.

    Raises:
        ZenMLError: at the end, naming each component that failed.
    """
    return _all_tried(components, "stopped", _stop, failures)


def remove(components: Iterable[StackComponent], failures: Sequence[ZenMLError] = ()) -> Iterator[Event]:
    """Remove what was set up; otherwise as ``stop``."""
    return _all_tried(components, "removed", _remove, failures)


def _does_run(component: StackComponent) -> bool:
    try:
        return component.is_running
    except Exception as error:
        raise _failure_at(component, "asked whether it runs", error) from error


def _provision(component: StackComponent) -> bool:
    is_new = not component.is_provisioned
    if is_new:
        component.provision()
    return is_new


def _start(component: StackComponent) -> Change:
    is_new = _provision(component)
    if component.is_running:
        return Change.PROVISIONED if is_new else Change.RUNS_ALREADY
    component.resume()
    _check_that_it_runs(component)
    return Change.PROVISIONED_AND_STARTED if is_new else Change.STARTED


def _check_that_it_runs(component: StackComponent) -> None:
    if not component.is_running:
        raise ZenMLError(
            "it does not run", hint=f"zenml {component.TYPE.command_name} logs {shlex.quote(component.name)}"
        )


def _stop(component: StackComponent) -> Change:
    if not component.is_running:
        return Change.DOES_NOT_RUN
    component.suspend()
    return Change.SUSPENDED


def _remove(component: StackComponent) -> Change:
    if not component.is_provisioned:
        return Change.IS_NOT_PROVISIONED
    component.deprovision()
    return Change.DEPROVISIONED


def _all_tried(
    components: Iterable[StackComponent],
    deed: str,
    move: Callable[[StackComponent], Change],
    failures: Sequence[ZenMLError],
) -> Iterator[Event]:
    failures = list(failures)
    for component in filter(has_states, reversed(in_starting_order(components))):
        yield Event(component, Change.BEGINS)
        try:
            change = _named(component, deed, move)
        except ZenMLError as error:
            failures.append(error)
            continue
        yield Event(component, change)
    if failures:
        raise _failure_of(failures)


def _named(component: StackComponent, deed: str, move: Callable[[StackComponent], _T]) -> _T:
    try:
        return move(component)
    except Exception as error:
        raise _failure_at(component, deed, error) from error


def _failure_at(component: StackComponent, deed: str, error: Exception) -> ZenMLError:
    """Return an error that names the component: what its own code raised need not."""
    subject = f"the {component.TYPE.words} {component.name!r} could not be {deed}"
    if isinstance(error, ZenMLError):
        return _public_class(error)(f"{subject}: {error.message}", hint=error.hint)
    return ZenMLError(f"{subject}: {words_of(error)}", hint="zenml --debug … shows where")


def _failure_of(failures: Sequence[ZenMLError]) -> ZenMLError:
    """Return one error for several, of the class that they share."""
    if len(failures) == 1:
        return failures[0]
    kinds = {_public_class(failure) for failure in failures}
    lines = "".join(f"\n  {failure}" for failure in failures)
    combined = (kinds.pop() if len(kinds) == 1 else ZenMLError)(f"{len(failures)} components failed:{lines}")
    combined.__cause__ = failures[0]
    return combined


def _public_class(error: ZenMLError) -> type[ZenMLError]:
    """Return the class that the product documents, since one of a package may be made in another way."""
    return next(kind for kind in type(error).__mro__ if kind.__module__ == errors.__name__)
