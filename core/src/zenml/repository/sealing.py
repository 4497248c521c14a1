"""Keep the literal secrets of components in the vault while the store changes what refers to them.

The vault is written first and the store second; whatever moment a process dies at, each configuration in the store
finds the secrets that belong to it.
"""

from __future__ import annotations

import hmac
import logging
import shlex
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import NamedTuple

from zenml.components import StackComponent
from zenml.config.global_config import load_global_configuration
from zenml.config.paths import locks_folder
from zenml.enums import StackComponentType
from zenml.errors import ConflictError, SecretUnavailableError, ZenMLError
from zenml.locks import locked
from zenml.models.records import ComponentRecord, SecretReference, StackSnapshot
from zenml.repository.context import Context
from zenml.repository.reading import get_component
from zenml.stack.assembly import Recorded, record_of
from zenml.stack.stack import Stack
from zenml.stack.vault import (
    forget_literals,
    read_literal,
    settle_literals,
    stage_literals,
    take_back_literals,
    vault_references,
)
from zenml.zen_stores.opening import open_store
from zenml.zen_stores.refusals import refuse_changed

logger = logging.getLogger(__name__)


class ComponentChange(NamedTuple):
    """Hold a component as it shall be stored, and as it is stored; ``None`` where there is none."""

    after: Recorded | None
    before: ComponentRecord | None = None

    @property
    def record(self) -> ComponentRecord | None:
        """Return what shall be stored."""
        return self.after.record if self.after else None

    @property
    def references(self) -> set[SecretReference]:
        """Return what the component refers to in the vault, before or after."""
        records = filter(None, (self.before, self.record))
        return {each for record in records for each in vault_references(record.configuration).values()}


@contextmanager
def sealed(context: Context, changes: Sequence[ComponentChange]) -> Iterator[None]:
    """Put literal secrets into the vault before the body writes the records that refer to them, and tidy up after it.

    One process at a time does so. What the body fails to write is taken back; what nothing refers to any more goes.

    Args:
        context: of the profile that the body changes.
        changes: all that it does; those without secrets cost nothing.

    Raises:
        ChangedMeanwhileError: a component is not stored any more as it was before.
    """
    with_secrets = [change for change in changes if change.references]
    if not with_secrets:
        yield
        return
    with _vault_lock():
        for change in with_secrets:
            _prepare(context, change)
        try:
            yield
        except ZenMLError:
            for change in with_secrets:
                _take_back(context, change)
            raise
        for change in with_secrets:
            _tidy_up(context, change)


def delete_component(context: Context, component_type: StackComponentType, name: str) -> None:
    """Forget a component together with its secrets.

    Raises:
        NotFoundError: there is no such component.
        ConflictError: stacks use it.
    """
    stored = get_component(context, component_type, name)
    with sealed(context, [ComponentChange(None, stored)]):
        context.store.delete_component(component_type, name)


def forget_secrets(components: Sequence[ComponentRecord]) -> None:
    """Remove from the vault what the components of a deleted profile referred to, those of no other profile."""
    with _vault_lock():
        known = _known_uuids({component.uuid for component in components})
        gone = (component for component in components if component.uuid not in known)
        forget_literals(each for component in gone for each in vault_references(component.configuration).values())


def without_literals(snapshot: StackSnapshot, stack: Stack) -> StackSnapshot:
    """Return a snapshot that may leave this process: what the store holds in clear is a reference into the vault.

    A store has such a secret only if a file was written by hand, or comes from before 0.7. It stays as it is, since
    other machines may read it there.

    Args:
        snapshot: as it is stored.
        stack: the same, live.
    """
    live = stack.components
    components = {kind: _without_literals(record, live[kind]) for kind, record in snapshot.components.items()}
    return replace(snapshot, components=components)


def _without_literals(stored: ComponentRecord, component: StackComponent) -> ComponentRecord:
    record, literals = record_of(component, stored=stored)
    found = vault_references(record.configuration).items()
    fields = {field: str(reference) for field, reference in found if reference in literals}
    if not fields:
        return stored
    logger.warning(
        "The store holds %s of the %s %r in clear; give it again to put it into the vault: zenml %s update %s --%s=@-",
        ", ".join(fields), stored.type.words, stored.name, stored.type.command_name, stored.name, min(fields),
    )  # fmt: skip
    sealed_record = replace(stored, configuration={**stored.configuration, **fields})
    with _vault_lock():
        stage_literals(literals, stored.configuration, sealed_record.configuration)
        settle_literals(literals, sealed_record.configuration)
    return sealed_record


def has_same_settings(stored: ComponentRecord, other: Recorded) -> bool:
    """Say whether a component is stored as it would be stored now: flavor, settings and secrets, not identity."""
    stored_secrets, secrets = vault_references(stored.configuration), vault_references(other.record.configuration)
    if (stored.flavor, stored_secrets.keys()) != (other.record.flavor, secrets.keys()):
        return False
    if _without(stored.configuration, stored_secrets) != _without(other.record.configuration, secrets):
        return False
    return all(
        _is_literal(stored, stored_secrets[field], other.literals[reference])
        if reference in other.literals
        else stored_secrets[field] == reference
        for field, reference in secrets.items()
    )


def check_same_settings(stored: ComponentRecord, wanted: Recorded) -> None:
    """Refuse what is not ``has_same_settings``.

    Raises:
        ConflictError: it is another one.
    """
    if not has_same_settings(stored, wanted):
        raise ConflictError(
            f"the {stored.type.words} {stored.name!r} exists already with another flavor or other settings",
            hint=f"zenml {stored.type.command_name} update {shlex.quote(stored.name)} --help",
        )


def _is_literal(stored: ComponentRecord, reference: SecretReference, literal: str) -> bool:
    """Compare a secret in the vault, in a time that does not tell how much of it is right."""
    try:
        present = read_literal(reference, stored.configuration)
    except SecretUnavailableError:
        return False
    return hmac.compare_digest(present.encode(), literal.encode())


def _without(configuration: Mapping[str, object], fields: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in configuration.items() if name not in fields}


@contextmanager
def _vault_lock() -> Iterator[None]:
    """Keep every other process from changing the vault together with a store; that of the store comes after it."""
    with locked(locks_folder() / "vault.lock"):
        yield


def _prepare(context: Context, change: ComponentChange) -> None:
    """Finish what a process that died left of an earlier change, and let the vault know what this one brings."""
    after, before = change
    if before is not None:
        stored = context.store.get_component(before.type, before.name)
        refuse_changed(f"the {before.type.words} {before.name!r}", stored, before)
    if after is not None:
        configuration = before.configuration if before else {}
        settle_literals(vault_references(configuration).values(), configuration)
        stage_literals(after.literals, configuration, after.record.configuration)


def _take_back(context: Context, change: ComponentChange) -> None:
    """Undo what was prepared, unless the change was made all the same; if nobody can tell, both values stay."""
    if change.after is None:
        return
    record = change.after.record
    with suppress(ZenMLError):
        if record == change.before or context.store.get_component(record.type, record.name) != record:
            take_back_literals(change.after.literals)


def _tidy_up(context: Context, change: ComponentChange) -> None:
    """Keep what the changed component refers to, and let go what it referred to before, unless a clone does.

    The change was made: that the vault cannot be written is a pity, and no reason to say that it was not.
    """
    configuration = change.record.configuration if change.record else {}
    kept = set(vault_references(configuration).values())
    gone = change.references - kept
    try:
        settle_literals(kept, configuration)
        if gone and change.before and not _known_uuids({change.before.uuid}, context.profile.name):
            forget_literals(gone)
    except ZenMLError as error:
        logger.warning("An old secret stays in the vault: %s", error)


def _known_uuids(wanted: Set[str], leave_out: str = "") -> Set[str]:
    """Return which components a profile other than ``leave_out`` knows; one that cannot be asked may know all."""
    configuration = load_global_configuration()
    profiles = [each for each in configuration.profiles if each.name != leave_out] if configuration else []
    try:
        known = {each.uuid for profile in profiles for each in open_store(profile).list_components()}
    except ZenMLError:
        return wanted
    return wanted & known
