"""Copy components and stacks, also from one profile to another."""

from __future__ import annotations

import logging
from dataclasses import replace
from uuid import uuid4

from zenml.enums import StackComponentType
from zenml.errors import ConflictError, SecretUnavailableError
from zenml.models.records import ComponentRecord, SecretReference, StackRecord
from zenml.names import check_name
from zenml.repository.context import Context
from zenml.repository.reading import get_component, get_profile, get_stack
from zenml.repository.sealing import ComponentChange, check_same_settings, has_same_settings, sealed
from zenml.stack.assembly import Recorded
from zenml.stack.vault import read_literal, vault_reference, vault_references

logger = logging.getLogger(__name__)


def both_places(context: Context, from_profile: str | None, to_profile: str | None) -> tuple[Context, Context]:
    """Return where to copy from and where to: each the profile in force where none is named.

    Raises:
        NotFoundError: there is no such profile.
    """
    for name in filter(None, (from_profile, to_profile)):
        get_profile(context, name)
    return context.on_profile(from_profile), context.on_profile(to_profile)


def copy_component(
    source: Context,
    target: Context,
    component_type: StackComponentType,
    name: str,
    new_name: str,
    *,
    exist_ok: bool = False,
) -> bool:
    """Copy a component: its settings and secrets, not its identity nor the data that it keeps.

    Args:
        source: where the component is.
        target: where the copy shall be, which may be the same place.
        component_type: the kind.
        name: of the component.
        new_name: of the copy.
        exist_ok: whether a component of the new name with the same flavor and settings is as good.

    Returns:
        Whether the copy is new.

    Raises:
        NotFoundError: there is no such component.
        ConflictError: the new name is taken.
    """
    copied = _copy_of(get_component(source, component_type, name), check_name(new_name, component_type.words))
    _bring_flavor(source, target, copied.record)
    try:
        with sealed(target, [ComponentChange(copied)]):
            target.store.create_component(copied.record)
    except ConflictError:
        present = target.store.get_component(component_type, new_name)
        if not exist_ok or present is None:
            raise
        check_same_settings(present, copied)
        return False
    return True


def copy_stack(source: Context, target: Context, name: str, new_name: str, *, exist_ok: bool = False) -> bool:
    """Copy a stack; to another profile, with those of its components that are not there.

    Returns:
        Whether the copy is new; with ``exist_ok``, a stack of the new name with the same components is as good.

    Raises:
        NotFoundError: there is no such stack.
        ConflictError: the new name is taken, or the other profile has a component of the same name that is another
            one.
    """
    stack = replace(get_stack(source, name), name=check_name(new_name, "stack"))
    new = [] if source.profile == target.profile else _missing_parts(source, target, stack)
    for part in new:
        _bring_flavor(source, target, part.record)
    try:
        with sealed(target, [ComponentChange(part) for part in new]):
            target.store.create_stack(stack, [part.record for part in new])
    except ConflictError:
        if not exist_ok or target.store.get_stack(new_name) != stack:
            raise
        return False
    return True


def _missing_parts(source: Context, target: Context, stack: StackRecord) -> list[Recorded]:
    """Return copies of the components that the target does not have yet."""
    missing = []
    for kind, name in stack.components.items():
        copied = _copy_of(get_component(source, kind, name), name)
        present = target.store.get_component(kind, name)
        if present is None:
            missing.append(copied)
        elif not has_same_settings(present, copied):
            raise ConflictError(
                f"profile {target.profile.name!r} has another {kind.words} {name!r}",
                hint=f"rename one of them: zenml {kind.command_name} rename --help",
            )
    return missing


def _copy_of(stored: ComponentRecord, name: str) -> Recorded:
    """Return a new component with the same settings, and with its own copies of literal secrets."""
    uuid = str(uuid4())
    in_vault = vault_references(stored.configuration)
    references = {field: vault_reference(uuid, field) for field in in_vault}
    found = {field: _literal(stored, field, reference) for field, reference in in_vault.items()}
    literals = {references[field]: literal for field, literal in found.items() if literal is not None}
    configuration = {**stored.configuration, **{field: str(reference) for field, reference in references.items()}}
    return Recorded(replace(stored, name=name, uuid=uuid, configuration=configuration), literals)


def _literal(stored: ComponentRecord, field: str, reference: SecretReference) -> str | None:
    """Return a secret from the vault; one that is not there does not keep the rest from being copied."""
    try:
        return read_literal(reference, stored.configuration)
    except SecretUnavailableError as error:
        what = f"{field!r} of the {stored.type.words} {stored.name!r}"
        logger.warning("%s could not be copied: %s; %s", what, error.message, error.hint)
        return None


def _bring_flavor(source: Context, target: Context, component: ComponentRecord) -> None:
    """Make the flavor known in the target, too, if it was registered by its path."""
    if source.profile == target.profile:
        return
    known = [flavor.name for flavor in target.store.list_flavors(component.type)]
    for flavor in source.store.list_flavors(component.type):
        if flavor.name == component.flavor and flavor.name not in known:
            target.store.create_flavor(flavor)
