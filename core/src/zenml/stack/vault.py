"""Keep literal secrets of components in this machine's vault, so that a store holds references to them only.

The vault is a secrets manager like any other, of the flavor that ships with the product; it is asked for by its
qualified name, so that no other package can take its place. What refers to it names component and field, not a
machine: every machine that shares a store has its own value there.

An entry holds the ``value``. While a component's record changes, it holds also the ``next`` one, and in ``next_for``
the digest of the configuration that it belongs to: whoever dies between the two writes leaves a pair that fits.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, cast
from uuid import UUID

from zenml.enums import StackComponentType
from zenml.errors import ConfigurationError, NotFoundError, SecretUnavailableError, ZenMLError
from zenml.models.records import SecretReference, secret_reference
from zenml.stack.classes import component_class

if TYPE_CHECKING:
    from zenml.secrets_managers import BaseSecretsManager

VAULT = "vault"
VAULT_UUID = UUID("5ec5e700-0000-4000-8000-7a756c740000")
"""Where the vault keeps its data: ``local_stores/<uuid>`` of the configuration folder."""

_FLAVOR = "zenml-local/local"
_KEY = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-(\w+)")

_VALUE, _NEXT, _NEXT_FOR = "value", "next", "next_for"

Configuration = Mapping[str, object]


def vault_reference(uuid: str, field: str) -> SecretReference:
    """Return what a record holds for a secret field whose literal value is in the vault."""
    return SecretReference(VAULT, f"{uuid}-{field}")


def is_in_vault(reference: SecretReference) -> bool:
    """Say whether a reference means the vault, and not a user's own secret of that name."""
    return reference.name == VAULT and _KEY.fullmatch(reference.key) is not None


def vault_references(configuration: Configuration) -> dict[str, SecretReference]:
    """Return the references into the vault that a stored configuration holds, by field."""
    found = {field: secret_reference(value) for field, value in configuration.items()}
    return {field: reference for field, reference in found.items() if reference and is_in_vault(reference)}


def open_vault() -> BaseSecretsManager:
    """Return this machine's vault.

    Raises:
        ConfigurationError: the package that brings it is not installed or broken.
    """
    try:
        vault = component_class(StackComponentType.SECRETS_MANAGER, _FLAVOR)
    except ZenMLError as error:
        problem = f"this machine has no vault for secrets: {error.message}"
        raise ConfigurationError(problem, hint=error.hint or "give a reference instead: {{secret.key}}") from error
    return cast("BaseSecretsManager", vault(name=VAULT, uuid=VAULT_UUID))


def read_literal(reference: SecretReference, configuration: Configuration) -> str:
    """Return a value that was given literally.

    Args:
        reference: into the vault.
        configuration: that of the component whose field holds the reference.

    Raises:
        SecretUnavailableError: this machine's vault does not have it.
    """
    value = _in_force(_entry(open_vault(), reference.key), configuration)
    if value is None:
        raise SecretUnavailableError("its value was given on another machine, or is gone from this machine's vault")
    return value


def has_literal(reference: SecretReference, configuration: Configuration) -> bool:
    """Say whether ``read_literal`` finds a value."""
    return _in_force(_entry(open_vault(), reference.key), configuration) is not None


def stage_literals(literals: Mapping[SecretReference, str], before: Configuration, after: Configuration) -> None:
    """Let references stand for new values as soon as the configuration changes from ``before`` to ``after``."""
    vault = open_vault()
    for reference, literal in literals.items():
        entry = _entry(vault, reference.key)
        present = _in_force(entry, before)
        old = {} if present is None else {_VALUE: present}
        _write(vault, reference.key, {**old, _NEXT: literal, _NEXT_FOR: _digest(after)}, is_new=not entry)


def settle_literals(references: Iterable[SecretReference], configuration: Configuration) -> None:
    """Let what is in force for a configuration stay so, whatever becomes of the configuration; all else goes."""
    vault = open_vault()
    for reference in references:
        entry = _entry(vault, reference.key)
        value = _in_force(entry, configuration)
        if entry and value is None:
            vault.delete_secret(reference.key)
        elif value is not None and entry.keys() != {_VALUE}:
            _write(vault, reference.key, {_VALUE: value}, is_new=False)


def take_back_literals(references: Iterable[SecretReference]) -> None:
    """Undo ``stage_literals``."""
    vault = open_vault()
    for reference in references:
        entry = _entry(vault, reference.key)
        if _VALUE in entry:
            _write(vault, reference.key, {_VALUE: entry[_VALUE]}, is_new=False)
        elif entry:
            vault.delete_secret(reference.key)


def forget_literals(references: Iterable[SecretReference]) -> None:
    """Remove values that nothing refers to any more; what is not there is no error."""
    vault = open_vault()
    for reference in references:
        if _entry(vault, reference.key):
            vault.delete_secret(reference.key)


def _entry(vault: BaseSecretsManager, key: str) -> Mapping[str, str]:
    try:
        return vault.get_secret(key)
    except NotFoundError:
        return {}


def _in_force(entry: Mapping[str, str], configuration: Configuration) -> str | None:
    is_next = entry.get(_NEXT_FOR) == _digest(configuration)
    return entry.get(_NEXT if is_next else _VALUE)


def _write(vault: BaseSecretsManager, key: str, values: Mapping[str, str], *, is_new: bool) -> None:
    if is_new:
        vault.register_secret(key, values)
    else:
        vault.update_secret(key, values)


def _digest(configuration: Configuration) -> str:
    return hashlib.sha256(json.dumps(configuration, sort_keys=True, default=str).encode()).hexdigest()
