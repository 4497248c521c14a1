"""Find what a reference to a secret stands for, for the components of one stack."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import TYPE_CHECKING

from zenml.errors import NotFoundError, SecretUnavailableError
from zenml.models.records import SecretReference
from zenml.names import did_you_mean, key_in
from zenml.references import SecretLookup, SecretSource
from zenml.stack.vault import is_in_vault, read_literal

if TYPE_CHECKING:
    from zenml.secrets_managers import BaseSecretsManager

_Values = Mapping[str, str]

VARIABLE_PREFIX = "ZENML_SECRET_"


def secret_variable(reference: SecretReference) -> str:
    """Return the environment variable that overrides a secret: ``ZENML_SECRET_<name>_<key>``.

    What a variable's name cannot hold stands there as ``_``.
    """
    return VARIABLE_PREFIX + re.sub(r"[^A-Za-z0-9_]", "_", f"{reference.name}_{reference.key}")


class StackSecrets:
    """Look for secrets in the environment, in this machine's vault and in a secrets manager.

    Args:
        manager: makes the secrets manager when the first secret is needed; ``None`` if the stack has none.
        owner: what messages call whoever has the manager: ``"stack 'prod'"``.
    """

    def __init__(self, manager: Callable[[], BaseSecretsManager | None], owner: str) -> None:
        self._manager = cache(manager)
        self._owner = owner

    def source_for(self, configuration: Mapping[str, object]) -> SecretSource:
        """Return where a component with this stored configuration reads its secrets."""
        return lambda: self._lookup(lambda reference: read_literal(reference, configuration))

    def source_instead_of(self, source: SecretSource | None) -> SecretSource:
        """Return where a component reads its secrets that another source served before.

        What is in the vault belongs to the component, whatever stack it is in: that, the other source still serves.
        """
        return lambda: self._lookup(source() if source else partial(read_literal, configuration={}))

    def _lookup(self, find_literal: SecretLookup) -> SecretLookup:
        @cache
        def values_of(manager: BaseSecretsManager, name: str) -> _Values:
            return manager.get_secret(name)

        def find(reference: SecretReference) -> str:
            found = os.environ.get(secret_variable(reference))
            if found is not None:
                return found
            return find_literal(reference) if is_in_vault(reference) else self._value(reference, values_of)

        return find

    def _value(self, reference: SecretReference, values_of: Callable[[BaseSecretsManager, str], _Values]) -> str:
        manager = self._manager()
        if manager is None:
            problem = f"{self._owner} has no secrets manager that knows {reference}"
            raise SecretUnavailableError(problem, hint=f"add one, or export {secret_variable(reference)}")
        try:
            values = values_of(manager, reference.name)
        except NotFoundError as error:
            hint = f"zenml secrets-manager secret register {shlex.quote(reference.name)} --{reference.key}=…"
            raise SecretUnavailableError(error.message, hint=hint) from error
        key = key_in(values, reference.key)
        if key is None:
            problem = f"the secret {reference.name!r} of secrets manager {manager.name!r} has no key {reference.key!r}"
            raise SecretUnavailableError(problem, hint=did_you_mean(reference.key, values))
        return values[key]


NO_MANAGER = StackSecrets(lambda: None, "a secrets manager itself")
"""Where a secrets manager finds its own secrets: in the environment and in the vault."""
