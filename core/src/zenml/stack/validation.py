"""Find out what keeps the components of a stack from working together: all of it, not the first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from zenml.components import StackComponent, StackProtocol
from zenml.enums import REQUIRED_COMPONENT_TYPES, StackComponentType
from zenml.errors import StackValidationError, ZenMLError
from zenml.redaction import redacted, words_of

_STARTING_STEPS = (StackComponentType.ORCHESTRATOR, StackComponentType.STEP_OPERATOR)
"""These may run steps elsewhere; no step uses them, so nobody there has to see them."""


@dataclass(frozen=True)
class Problem:
    """Say what is wrong with a component of a stack, or that it has none of a kind, and what to do."""

    kind: StackComponentType
    component: str
    """The component's name; empty when the stack has none of the kind."""
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


def stack_problems(stack: StackProtocol) -> list[Problem]:
    """Return what is wrong with a stack of live components.

    Raises:
        ZenMLError: a component cannot be asked.
    """
    components = stack.components
    problems = missing_kinds(stack.name, components.keys())
    for component in components.values():
        problems += objections(component, stack.name, components.keys(), stack)
        problems += blind_spots(component, components.values())
    return problems


def missing_kinds(stack_name: str, kinds: Set[StackComponentType]) -> list[Problem]:
    """Return the kinds that every stack has, and this one has not."""
    return [missing_kind(stack_name, kind) for kind in REQUIRED_COMPONENT_TYPES if kind not in kinds]


def missing_kind(stack_name: str, kind: StackComponentType) -> Problem:
    """Say that a stack has no component of a kind, and how to get one."""
    hint = f"register one and add it: zenml {kind.command_name} register --help"
    return Problem(kind, "", f"stack {stack_name!r} has no {kind.words}", hint)


def objections(
    component: StackComponent, stack_name: str, kinds: Set[StackComponentType], whole: StackProtocol | None
) -> list[Problem]:
    """Return what a component's own validator objects to.

    Args:
        component: the live component.
        stack_name: its stack's name.
        kinds: the kinds that the stack has, live or not.
        whole: the stack, for a function that looks at it; ``None`` if it lacks what that may look for.

    Raises:
        ZenMLError: the validator itself did.
    """
    owner = f"the {component.TYPE.words} {component.name!r} of stack {stack_name!r}"
    try:
        found = list(_objections(component, kinds, whole))
    except ZenMLError:
        raise
    except Exception as error:  # noqa: BLE001 - a plugin's code: whatever it raises is its own fault
        found = [f"cannot check it: {words_of(error)}"]
    return [Problem(component.TYPE, component.name, f"{owner} {objection}") for objection in found]


def blind_spots(component: StackComponent, others: Iterable[StackComponent]) -> list[Problem]:
    """Return who of the others would run steps where this component cannot be seen.

    Raises:
        ZenMLError: a component cannot say where it is.
    """
    remote = [other for other in others if getattr(other, "is_remote", False)]
    if not remote or component.TYPE in _STARTING_STEPS or component.is_visible_elsewhere:
        return []
    return [_blind_spot(component, other) for other in remote]


def validation_error(stack_name: str, problems: Sequence[Problem]) -> StackValidationError:
    """Return the one error for a stack's problems, of which there is at least one."""
    if len(problems) == 1:
        return StackValidationError(problems[0].message, hint=problems[0].hint)
    lines = "".join(f"\n  {problem}" for problem in problems)
    return StackValidationError(f"stack {stack_name!r} has {len(problems)} problems:{lines}")


def _objections(
    component: StackComponent, kinds: Set[StackComponentType], whole: StackProtocol | None
) -> Iterator[str]:
    validator = component.validator
    if validator is None:
        return
    if missing := sorted(kind.words for kind in validator.required_components if kind not in kinds):
        yield f"needs a stack with: {', '.join(missing)}"
    if whole is not None and validator.custom_validation_function is not None:
        is_acceptable, reason = validator.custom_validation_function(whole)
        if not is_acceptable:
            yield f"does not accept it: {redacted(str(reason))}"


def _blind_spot(component: StackComponent, remote: StackComponent) -> Problem:
    kind = component.TYPE
    return Problem(
        kind,
        component.name,
        f"the {remote.TYPE.words} {remote.name!r} runs steps elsewhere,"
        f" where they cannot reach the {kind.words} {component.name!r} of this machine",
        hint=f"choose another {kind.words}: zenml {kind.command_name} flavor list",
    )
