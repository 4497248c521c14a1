"""Keep the literal secrets of components in the vault while the store changes what refers to them.

The vault is written first and the store second; whatever moment a process dies at, each configuration in the store
finds the secrets that belong to it.
"""

from __future__ import annotations

import hmac
import logging
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import replace
from typing import NamedTuple

from zenml.components import StackComponent
from zenml.config.global_config import load_global_configuration
from zenml.config.profiles import Profile
from zenml.errors import ConflictError, NotFoundError, SecretUnavailableError, ZenMLError
from zenml.models.records import ComponentRecord, SecretReference, StackSnapshot
from zenml.repository.context import Context
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

logger = logging.getLogger(__name__)


class Change(NamedTuple):
    """Hold a component as it shall be stored, and as it is stored; ``None`` if it is new."""

    after: Recorded
    before: ComponentRecord | None = None


@contextmanager
def sealed(changes: Sequence[Change]) -> Iterator[None]:
    """Put literal secrets into the vault before the body writes the records that refer to them.

    What the body refuses to write is taken back. After any other failure nobody knows what was written, so both the
    old and the new secrets stay, each with the configuration that it belongs to.
    """
    for change in changes:
        _settle_before(change)
    for after, before in changes:
        if after.literals:
            stage_literals(after.literals, _configuration(before), after.record.configuration)
    try:
        yield
    except (ConflictError, NotFoundError):
        for after, _ in changes:
            if after.literals:
                take_back_literals(after.literals)
        raise
    for after, _ in changes:
        if after.literals:
            settle_literals(after.literals, after.record.configuration)


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
    record, literals = record_of(component, flavor=stored.flavor, uuid=stored.uuid)
    found = vault_references(record.configuration).items()
    fields = {field: str(reference) for field, reference in found if reference in literals}
    if not fields:
        return stored
    logger.warning(
        "The store holds %s of the %s %r in clear; give it again to put it into the vault: zenml %s update %s --%s=@-",
        ", ".join(fields), stored.type.words, stored.name, stored.type.command_name, stored.name, min(fields),
    )  # fmt: skip
    sealed_record = replace(stored, configuration={**stored.configuration, **fields})
    stage_literals(literals, stored.configuration, sealed_record.configuration)
    settle_literals(literals, sealed_record.configuration)
    return sealed_record


def forget_secrets(context: Context, component: ComponentRecord, kept: Mapping[str, object] | None = None) -> None:
    """Remove from the vault what only a component referred to that was deleted, or changed to the ``kept`` settings.

    A component of the same uuid in another profile of this machine keeps its secrets: it is another clone.
    """
    references = vault_references(component.configuration)
    gone = set(references.values()) - set(vault_references(kept or {}).values())
    configuration = load_global_configuration() or context.configuration
    others = [profile for profile in configuration.profiles if profile.name != context.profile.name]
    if gone and component.uuid not in _known_uuids(others, {component.uuid}):
        forget_literals(sorted(gone))


def forget_secrets_of_all(components: Sequence[ComponentRecord]) -> None:
    """Remove from the vault what the components of a deleted profile referred to, those of no other profile."""
    configuration = load_global_configuration()
    references = {component.uuid: vault_references(component.configuration).values() for component in components}
    known = _known_uuids(configuration.profiles if configuration else (), references.keys())
    forget_literals(sorted(each for uuid, found in references.items() if uuid not in known for each in found))


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


def _is_literal(stored: ComponentRecord, reference: SecretReference, literal: str) -> bool:
    """Compare a secret in the vault, in a time that does not tell how much of it is right."""
    try:
        present = read_literal(reference, stored.configuration)
    except SecretUnavailableError:
        return False
    return hmac.compare_digest(present.encode(), literal.encode())


def _without(configuration: Mapping[str, object], fields: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in configuration.items() if name not in fields}


def _settle_before(change: Change) -> None:
    """Finish what a process that died left in the vault, before the configuration that it belongs to changes."""
    if change.before is not None and (references := vault_references(change.before.configuration)):
        settle_literals(references.values(), change.before.configuration)


def _configuration(record: ComponentRecord | None) -> Mapping[str, object]:
    return record.configuration if record else {}


def _known_uuids(profiles: Sequence[Profile], wanted: Set[str]) -> Set[str]:
    """Return which components are known in one of the profiles; a store that cannot be asked may know them all."""
    try:
        known = {each.uuid for profile in profiles for each in open_store(profile).list_components()}
    except ZenMLError:
        return wanted
    return wanted & known
