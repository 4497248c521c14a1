"""Keep the literal secrets of components in the vault while the store changes what refers to them.

The vault is written first and the store second; whatever moment a process dies at, each configuration in the store
finds the secrets that belong to it.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from zenml.config.global_config import load_global_configuration
from zenml.errors import ConflictError, NotFoundError, SecretUnavailableError, ZenMLError
from zenml.models.records import ComponentRecord, SecretReference
from zenml.repository.context import Context
from zenml.stack.assembly import Recorded
from zenml.stack.vault import (
    forget_literals,
    read_literal,
    settle_literals,
    stage_literals,
    take_back_literals,
    vault_references,
)
from zenml.zen_stores.opening import open_store


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


def forget_secrets(context: Context, component: ComponentRecord, kept: Mapping[str, object] | None = None) -> None:
    """Remove from the vault what only a component referred to that was deleted, or changed to the ``kept`` settings.

    A component of the same uuid in another profile of this machine keeps its secrets: it is another clone.
    """
    references = vault_references(component.configuration)
    gone = set(references.values()) - set(vault_references(kept or {}).values())
    if gone and not _is_known_elsewhere(context, component):
        forget_literals(sorted(gone))


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


def _is_known_elsewhere(context: Context, component: ComponentRecord) -> bool:
    configuration = load_global_configuration() or context.configuration
    for profile in configuration.profiles:
        if profile.name == context.profile.name:
            continue
        try:
            components = open_store(profile).list_components(component.type)
        except ZenMLError:
            return True  # it cannot be asked, and may know it
        if any(other.uuid == component.uuid for other in components):
            return True
    return False
