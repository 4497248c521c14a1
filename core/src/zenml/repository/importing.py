"""Register the stack that a file describes, or make what is registered equal to it."""

from __future__ import annotations

from zenml.errors import ConflictError
from zenml.models.records import ComponentRecord
from zenml.repository.context import Context
from zenml.repository.sealing import ComponentChange, sealed
from zenml.repository.stack_plans import Plan


def import_plan(context: Context, plan: Plan, *, exist_ok: bool = False) -> Plan:
    """Register a described stack with those of its components that are not registered yet, and return the plan.

    Flavors whose package is missing here, and secrets that nobody here knows, keep nothing from being registered.

    Args:
        context: where the caller stands.
        plan: of the stack.
        exist_ok: whether a stack of this name with the same components is as good.

    Raises:
        ConflictError: the stack, or a component of the same name with other settings, is there already.
    """
    for part in plan.parts:
        if part.stored is not None and part.is_changed:
            raise _is_another(part.stored)
    if plan.stored is not None and not (exist_ok and plan.stored == plan.stack):
        problem = f"a stack named {plan.stack.name!r} exists already"
        raise ConflictError(problem, hint="zenml stack apply FILE makes it what the file says")
    if plan.stored is None:
        new = [part.wanted for part in plan.parts if part.stored is None]
        _bring_flavors(context, plan)
        with sealed(context, [ComponentChange(part) for part in new]):
            context.store.create_stack(plan.stack, [part.record for part in new])
    return plan


def apply_plan(context: Context, plan: Plan) -> None:
    """Make a stack and its components what they shall be, whole or not at all; flavors that it needs come before.

    Raises:
        ChangedMeanwhileError: something is not any more what it was when the plan was made.
    """
    if not plan.is_changed:
        return
    changed = [part for part in plan.parts if part.is_changed]
    present = [part.stored for part in changed if part.stored]
    _bring_flavors(context, plan)
    with sealed(context, [ComponentChange(part.wanted, part.stored) for part in changed]):
        context.store.apply_stack(plan.stack, [part.wanted.record for part in changed], expected=present)


def _is_another(stored: ComponentRecord) -> ConflictError:
    return ConflictError(
        f"the {stored.type.words} {stored.name!r} exists already with another flavor or other settings",
        hint=f"rename it: zenml {stored.type.command_name} rename --help; or change it: zenml stack apply FILE",
    )


def _bring_flavors(context: Context, plan: Plan) -> None:
    for flavor in plan.flavors:
        context.store.create_flavor(flavor)
