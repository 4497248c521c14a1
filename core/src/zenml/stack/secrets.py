"""Find what a reference to a secret stands for, for the components of one stack."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from zenml.errors import NotFoundError, SecretUnavailableError
from zenml.models.records import SecretReference
from zenml.names import did_you_mean
from zenml.references import SecretSource
from zenml.stack.vault import is_in_vault, read_literal

if TYPE_CHECKING:
    from zenml.secrets_managers import BaseSecretsManager

VARIABLE_PREFIX = "ZENML_SECRET_"


def secret_variable(reference: SecretReference) -> str:
    """Return the environment variable that overrides a secret: ``ZENML_SECRET_<name>_<key>``.

    What a variable's name cannot hold stands there as ``_``.
    """
    return VARIABLE_PREFIX + re.sub(r"[^A-Za-z0-9_]", "_", f"{reference.name}_{reference.key}")


class StackSecrets:
    """Look for secrets in the environment, in this machine's vault and in a secrets manager.

    Args:
        manager: makes the secrets manager when it is needed; ``None`` if the stack has none.
        owner: what messages call whoever has the manager: ``"stack 'prod'"``.
    """

    def __init__(self, manager: Callable[[], BaseSecretsManager | None], owner: str) -> None:
        self._manager = manager
        self._owner = owner

    def source_for(self, configuration: Mapping[str, object]) -> SecretSource:
        """Return where a component with this stored configuration reads its secrets.

        The source raises ``SecretUnavailableError``.
        """
        return lambda reference: self._find(reference, configuration)

    def _find(self, reference: SecretReference, configuration: Mapping[str, object]) -> str:
        found = os.environ.get(secret_variable(reference))
        if found is not None:
            return found
        if is_in_vault(reference):
            return read_literal(reference, configuration)
        return self._managed(reference)

    def _managed(self, reference: SecretReference) -> str:
        manager = self._manager()
        if manager is None:
            problem = f"{self._owner} has no secrets manager that knows {reference}"
            raise SecretUnavailableError(problem, hint=f"add one, or export {secret_variable(reference)}")
        known = _values(manager, reference)
        for key in (reference.key, reference.key.replace("-", "_")):  # an option --access-key gives a key access_key
            if key in known:
                return known[key]
        problem = f"the secret {reference.name!r} of secrets manager {manager.name!r} has no key {reference.key!r}"
        raise SecretUnavailableError(problem, hint=did_you_mean(reference.key, known))


def _values(manager: BaseSecretsManager, reference: SecretReference) -> Mapping[str, str]:
    try:
        return manager.get_secret(reference.name)
    except NotFoundError as error:
        hint = f"zenml secrets-manager secret register {reference.name!r} --{reference.key}=…"
        raise SecretUnavailableError(error.message, hint=hint) from error
