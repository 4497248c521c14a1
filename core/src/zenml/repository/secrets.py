"""Keep users' secrets in a secrets manager, and find which of them the components of a stack need."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Mapping
from typing import cast

from zenml.enums import StackComponentType
from zenml.errors import ConfigurationError, ConflictError, NotFoundError, SecretUnavailableError, UsageError
from zenml.models.records import SecretReference, secret_reference
from zenml.models.secret_schemas import SECRET_SCHEMAS, SecretSchema
from zenml.names import SECRET_KEY_PATTERN, check_name, did_you_mean, key_in
from zenml.redaction import MASK, remember_secret
from zenml.repository.context import Context
from zenml.repository.live import live_component, secrets_in
from zenml.repository.reading import get_stack, snapshot
from zenml.secrets_managers import BaseSecretsManager
from zenml.stack.vault import is_in_vault, open_vault


def secrets_manager(context: Context, name: str | None = None) -> BaseSecretsManager:
    """Return a secrets manager, without a name the active stack's.

    Raises:
        NotFoundError: there is none of this name, or the active stack has none.
    """
    return cast("BaseSecretsManager", live_component(context, StackComponentType.SECRETS_MANAGER, name))


def manager_of_stack(context: Context, stack_name: str) -> BaseSecretsManager:
    """Return the secrets manager of a stack.

    Raises:
        NotFoundError: it has none.
    """
    kind = StackComponentType.SECRETS_MANAGER
    name = get_stack(context, stack_name).components.get(kind)
    if name is None:
        hint = f"register one, then: zenml stack update {shlex.quote(stack_name)} --secrets-manager=NAME"
        raise NotFoundError(f"stack {stack_name!r} has no secrets manager", hint=hint)
    return secrets_manager(context, name)


def secret_schema(name: str) -> SecretSchema:
    """Return the schema of this name; ``-`` and ``_`` are the same.

    Raises:
        NotFoundError: there is none.
    """
    schema = SECRET_SCHEMAS.get(name.replace("-", "_").lower())
    if schema is None:
        raise NotFoundError(f"there is no secret schema {name!r}", hint=did_you_mean(name, SECRET_SCHEMAS))
    return schema


def form_of(values: Mapping[str, str]) -> SecretSchema:
    """Return a schema of the keys that a secret has, of which none is required and any other is welcome."""
    return SecretSchema("arbitrary", optional=tuple(values), is_open=True)


def register_secret(
    manager: BaseSecretsManager,
    name: str,
    values: Mapping[str, str],
    schema: SecretSchema | None = None,
    *,
    exist_ok: bool = False,
) -> bool:
    """Keep a new secret, and return whether it is new; with ``exist_ok``, one with the same values is as good.

    Raises:
        ConfigurationError: the name or a key is not legal, or the secret is not what its schema says.
        ConflictError: there is one of this name.
    """
    check_name(name, "secret")
    _check_values(name, values, schema or SECRET_SCHEMAS["arbitrary"])
    try:
        manager.register_secret(name, values)
    except ConflictError:
        if not exist_ok or manager.get_secret(name) != values:
            raise
        return False
    return True


def update_secret(
    manager: BaseSecretsManager,
    name: str,
    values: Mapping[str, str],
    removed: Collection[str] = (),
    schema: SecretSchema | None = None,
) -> None:
    """Give keys of a secret other values; those that are not named keep theirs.

    A key is the one that the secret has already, be it spelt with ``-`` or with ``_``.

    Raises:
        NotFoundError: there is no such secret, or none of the keys that shall be removed.
        ConfigurationError: the secret would not be what its schema says, or be empty.
    """

    def changed(present: Mapping[str, str]) -> Mapping[str, str]:
        for key in removed:
            if key_in(present, key) is None:
                raise NotFoundError(f"the secret {name!r} has no key {key!r}", hint=did_you_mean(key, present))
        gone = {key_in(present, key) for key in removed}
        given = {key_in(present, key) or key: value for key, value in values.items()}
        after = {**{key: value for key, value in present.items() if key not in gone}, **given}
        _check_values(name, after, schema or SECRET_SCHEMAS["arbitrary"])
        return after

    manager.change_secret(name, changed)


def rotate_key(context: Context, name: str | None = None, *, of_vault: bool = False) -> None:
    """Encrypt what a secrets manager, without a name the active stack's, or the vault keeps with a new key.

    Raises:
        UsageError: the manager keeps no key of its own.
    """
    (open_vault() if of_vault else secrets_manager(context, name)).rotate_key()


def needed_secrets(context: Context, stack_name: str | None = None) -> dict[SecretReference, list[str]]:
    """Return the users' secrets that the components of a stack refer to, with who refers to each.

    Literal values, which are in the vault, are not among them.
    """
    needed = dict[SecretReference, list[str]]()
    for component in snapshot(context, stack_name).components.values():
        for field, value in component.configuration.items():
            reference = secret_reference(value)
            if reference and not is_in_vault(reference):
                user = f"{field} of the {component.type.words} {component.name!r}"
                needed.setdefault(reference, []).append(user)
    return dict(sorted(needed.items()))


def missing_secrets(context: Context, stack_name: str | None = None) -> dict[SecretReference, list[str]]:
    """Return those needed secrets that neither the environment nor the stack's secrets manager has."""
    find = secrets_in(context, stack_name).source_for({})()

    def is_missing(reference: SecretReference) -> bool:
        try:
            find(reference)
        except SecretUnavailableError:
            return True
        return False

    needed = needed_secrets(context, stack_name)
    return {reference: users for reference, users in needed.items() if is_missing(reference)}


def complete_secrets(manager: BaseSecretsManager, values: Mapping[SecretReference, str]) -> None:
    """Keep values under their references, in new secrets or in those that are there already.

    New keys are spelt as options give them: with ``_``.
    """
    for name in sorted({reference.name for reference in values}):
        given = {
            reference.key.replace("-", "_"): value for reference, value in values.items() if reference.name == name
        }
        try:
            update_secret(manager, name, given)
        except NotFoundError:
            register_secret(manager, name, given)


def _check_values(name: str, values: Mapping[str, str], schema: SecretSchema) -> None:
    for value in values.values():
        remember_secret(value)
    if MASK in values.values():
        problem = f"{MASK!r} is no value of a secret: it stands where one is not shown"
        raise ConfigurationError(problem, hint="give the secret itself")
    if not values:
        raise ConfigurationError(f"the secret {name!r} has no value", hint="give at least one: --key=value, or -i")
    for key in values:
        if not SECRET_KEY_PATTERN.fullmatch(key):
            raise ConfigurationError(f"{key!r} is not a valid key of a secret", hint="use letters, digits, '_' and '-'")
    known = (*schema.required, *schema.optional)
    missing = [key for key in schema.required if key not in values]
    if missing:
        problem = f"the secret {name!r} lacks {', '.join(missing)}, which the schema {schema.name!r} requires"
        raise ConfigurationError(problem, hint=f"give it: --{missing[0]}=…, or -i to be asked")
    unknown = [key for key in values if not schema.is_open and key not in known]
    if unknown:
        hint = did_you_mean(unknown[0], known)
        raise UsageError(f"the schema {schema.name!r} has no key {unknown[0]!r}", hint=hint)
