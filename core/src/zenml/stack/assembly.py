"""Turn stored records into live components and back: the one place where addresses become objects."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, cast

from pydantic import SecretStr, ValidationError
from pydantic_core import to_jsonable_python

from zenml.components import StackComponent
from zenml.enums import StackComponentType
from zenml.errors import ConfigurationError, UsageError
from zenml.given_values import faults_in, from_text, secret_fields
from zenml.models.records import (
    ComponentRecord,
    FlavorRecord,
    SecretReference,
    StackSnapshot,
    looks_like_reference,
    refers_to_secret,
)
from zenml.names import check_name, did_you_mean
from zenml.redaction import MASK, remember_secret
from zenml.references import IDENTITY_FIELDS
from zenml.stack.classes import component_class, configurable_fields
from zenml.stack.secrets import NO_MANAGER, StackSecrets
from zenml.stack.stack import Stack
from zenml.stack.vault import vault_reference

if TYPE_CHECKING:
    from zenml.secrets_managers import BaseSecretsManager

logger = logging.getLogger(__name__)

_warned: set[tuple[str, str]] = set()


class Recorded(NamedTuple):
    """Hold a component as a store keeps it, and apart from that what no store may hold."""

    record: ComponentRecord
    literals: Mapping[SecretReference, str]
    """The values of its secret fields, by what the record says in their place."""


def new_component(
    component_type: StackComponentType,
    flavor: str,
    name: str,
    parameters: Mapping[str, object],
    local: Sequence[FlavorRecord] = (),
) -> StackComponent:
    """Make a component from what a user typed; lists and mappings may be given as JSON.

    Raises:
        NotFoundError: unknown flavor.
        UsageError: the flavor has no such parameter.
        ConfigurationError: a value breaks a rule of its field.
    """
    check_name(name, component_type.words)
    flavor_class = component_class(component_type, flavor, local)
    values = typed_values(flavor_class, flavor, parameters)
    return _instance(flavor_class, f"{component_type.words} {name!r}", {"name": name, **values})


def typed_values(
    flavor_class: type[StackComponent], flavor: str, parameters: Mapping[str, object]
) -> dict[str, object]:
    """Return what a user typed for the fields of a flavor, with lists and mappings read from JSON.

    Raises:
        UsageError: the flavor has no such parameter.
        ConfigurationError: a text was meant as a reference to a secret, and is none.
    """
    fields = configurable_fields(flavor_class)
    for parameter, value in parameters.items():
        if parameter not in fields:
            raise UsageError(f"flavor {flavor!r} has no parameter {parameter!r}", hint=did_you_mean(parameter, fields))
        _refuse_broken_reference(parameter, value)
    return {key: from_text(fields[key].annotation, value) for key, value in parameters.items()}


def build_component(
    record: ComponentRecord, local: Sequence[FlavorRecord] = (), secrets: StackSecrets | None = None
) -> StackComponent:
    """Make the live component of a stored record.

    Fields that this version of the flavor does not have stay in the store, are warned about once, and are
    not passed on.

    Args:
        record: what a store keeps.
        local: the flavors that the profile's store knows by address.
        secrets: where its references to secrets are resolved, once they are read.

    Raises:
        NotFoundError: no installed package brings the flavor.
        ConfigurationError: the package is broken, or a stored value is not valid.
    """
    flavor_class = component_class(record.type, record.flavor, local, record.package)
    known = configurable_fields(flavor_class)
    _warn_once(record, [key for key in record.configuration if key not in known])
    values = {key: value for key, value in record.configuration.items() if key in known}
    subject = f"{record.type.words} {record.name!r}"
    component = _instance(flavor_class, subject, {"name": record.name, "uuid": record.uuid, **values})
    return component.reading_secrets_from(secrets.source_for(record.configuration)) if secrets else component


def record_of(component: StackComponent, *, flavor: str = "", stored: ComponentRecord | None = None) -> Recorded:
    """Return what a store keeps of a component: what was given, as plain data, without defaults.

    Each reference stays one; for each literal secret the record holds a reference into this machine's vault.

    Args:
        component: any component.
        flavor: the name it is registered under, when that is a qualified one.
        stored: the component in whose place it comes, whose identity, flavor and package stay, and those settings that
            this version of the flavor does not know.
    """
    uuid = stored.uuid if stored else str(component.uuid)
    secrets = _literal_secrets(component)
    in_vault = {name: vault_reference(uuid, name) for name in secrets}
    references = {name: str(reference) for name, reference in {**component.secret_references, **in_vault}.items()}
    record = ComponentRecord(
        type=component.TYPE,
        name=component.name,
        flavor=stored.flavor if stored else flavor or component.FLAVOR,
        uuid=uuid,
        configuration={**_unknown_settings(component, stored), **_plain_data(component), **references},
        package=stored.package if stored else "",
    )
    return Recorded(record, {in_vault[name]: secret for name, secret in secrets.items()})


def assemble_stack(snapshot: StackSnapshot) -> Stack:
    """Make the live stack of a snapshot.

    Raises:
        NotFoundError: a flavor's package is not installed.
        ConfigurationError: a component's stored values are not valid, or a required kind is missing.
    """
    components = {
        kind: build_component(record, snapshot.flavors, NO_MANAGER) for kind, record in snapshot.components.items()
    }
    return Stack.from_components(snapshot.name, components)


def secrets_of(snapshot: StackSnapshot) -> StackSecrets:
    """Return where the components of a stack find their secrets; its secrets manager is made when it is needed."""
    record = snapshot.components.get(StackComponentType.SECRETS_MANAGER)

    def manager() -> BaseSecretsManager | None:
        if record is None:
            return None
        return cast("BaseSecretsManager", build_component(record, snapshot.flavors, NO_MANAGER))

    return StackSecrets(manager, f"stack {snapshot.name!r}")


def _instance(flavor_class: type[StackComponent], subject: str, values: Mapping[str, object]) -> StackComponent:
    secret = secret_fields(flavor_class)
    given = [_clear(values[name]) for name in secret & values.keys()]
    if MASK in given:
        problem = f"{subject} is not valid: {MASK!r} is no secret, it stands where one is not shown"
        raise ConfigurationError(problem, hint="give the secret itself")
    secrets = [remember_secret(value) for value in given if not refers_to_secret(value)]
    try:
        return flavor_class(**values)
    except ValidationError as error:
        faults = faults_in(error, secret, secrets)
    # Not chained: a validator's own words may quote a secret.
    raise ConfigurationError(
        f"{subject} is not valid: {faults}",
        hint=f"zenml {flavor_class.TYPE.command_name} flavor describe {flavor_class.FLAVOR}",
    )


def _unknown_settings(component: StackComponent, stored: ComponentRecord | None) -> dict[str, object]:
    known = configurable_fields(type(component))
    return {name: value for name, value in (stored.configuration if stored else {}).items() if name not in known}


def _plain_data(component: StackComponent) -> dict[str, object]:
    """Return what was given and is neither secret nor a reference, nor a default."""
    hidden = IDENTITY_FIELDS | secret_fields(type(component)) | component.secret_references.keys()
    known = component.model_fields_set & component.__dict__.keys()
    given = component.model_dump(mode="json", include=known - hidden, exclude_defaults=True)
    unchecked = component.model_fields_set - known - hidden
    return {**given, **to_jsonable_python({name: component.given(name) for name in unchecked})}


def _literal_secrets(component: StackComponent) -> dict[str, str]:
    found = secret_fields(type(component)) & component.model_fields_set - component.secret_references.keys()
    secrets = {name: component.given(name) for name in found}
    return {name: _clear(secret) for name, secret in secrets.items() if secret is not None}


def _clear(secret: object) -> str:
    return secret.get_secret_value() if isinstance(secret, SecretStr) else str(secret)


def _refuse_broken_reference(parameter: str, value: object) -> None:
    """Refuse what was meant to be a reference and is none: it would be taken for the secret itself."""
    if looks_like_reference(value) and not refers_to_secret(value):
        raise ConfigurationError(f"{parameter!r} holds no valid reference to a secret", hint="write {{secret.key}}")


def _warn_once(record: ComponentRecord, unknown: Sequence[str]) -> None:
    for key in unknown:
        if (record.uuid, key) not in _warned:
            _warned.add((record.uuid, key))
            logger.warning(
                "The %s %r has a stored setting %r that flavor %r does not know; it is kept and not used.",
                record.type.words, record.name, key, record.flavor,
            )  # fmt: skip
