"""Turn stored records into live components and back: the one place where addresses become objects."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence, Set
from types import UnionType
from typing import Union, cast, get_args, get_origin

from pydantic import SecretStr, ValidationError
from pydantic_core import ErrorDetails

from zenml.components import StackComponent, secret_fields
from zenml.enums import StackComponentType
from zenml.errors import ConfigurationError, UsageError
from zenml.models.records import ComponentRecord, FlavorRecord, StackSnapshot, refers_to_secret
from zenml.names import check_name, did_you_mean
from zenml.stack.classes import IDENTITY_FIELDS, component_class, configurable_fields
from zenml.stack.stack import Stack

logger = logging.getLogger(__name__)

_warned: set[tuple[str, str]] = set()


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
        ConfigurationError: a value breaks a rule of its field, or a secret was given literally.
    """
    check_name(name, component_type.words)
    flavor_class = component_class(component_type, flavor, local)
    fields = configurable_fields(flavor_class)
    for parameter in parameters:
        if parameter not in fields:
            raise UsageError(f"flavor {flavor!r} has no parameter {parameter!r}", hint=did_you_mean(parameter, fields))
    values = {key: _from_text(fields[key].annotation, value) for key, value in parameters.items()}
    return _instance(flavor_class, f"{component_type.words} {name!r}", {"name": name, **values})


def build_component(record: ComponentRecord, local: Sequence[FlavorRecord] = ()) -> StackComponent:
    """Make the live component of a stored record.

    Fields that this version of the flavor does not have stay in the store, are warned about once, and are
    not passed on.

    Raises:
        NotFoundError: no installed package brings the flavor.
        ConfigurationError: the package is broken, or a stored value is not valid.
    """
    flavor_class = component_class(record.type, record.flavor, local, record.package)
    known = configurable_fields(flavor_class)
    _warn_once(record, [key for key in record.configuration if key not in known])
    values = {key: value for key, value in record.configuration.items() if key in known}
    subject = f"{record.type.words} {record.name!r}"
    _refuse_unresolved(subject, values)
    return _instance(flavor_class, subject, {"name": record.name, "uuid": record.uuid, **values})


def record_of(component: StackComponent, flavor: str | None = None) -> ComponentRecord:
    """Return what a store keeps of a component: what was given, as plain data, without defaults.

    Args:
        component: any component.
        flavor: the name it is registered under, when that is a qualified one.

    Raises:
        ConfigurationError: a secret field holds a literal.
    """
    configuration = component.model_dump(mode="json", exclude_unset=True, exclude_defaults=True)
    for name in IDENTITY_FIELDS:
        configuration.pop(name, None)
    for name in secret_fields(type(component)).intersection(configuration):
        configuration[name] = _secret_reference(component, name)
    return ComponentRecord(
        type=component.TYPE,
        name=component.name,
        flavor=flavor or component.FLAVOR,
        uuid=str(component.uuid),
        configuration=configuration,
    )


def assemble_stack(snapshot: StackSnapshot) -> Stack:
    """Make the live stack of a snapshot.

    Raises:
        NotFoundError: a flavor's package is not installed.
        ConfigurationError: a component's stored values are not valid, or a required kind is missing.
    """
    components = {kind: build_component(record, snapshot.flavors) for kind, record in snapshot.components.items()}
    return Stack.from_components(snapshot.name, components)


def _instance(flavor_class: type[StackComponent], subject: str, values: Mapping[str, object]) -> StackComponent:
    try:
        component = flavor_class(**values)
    except ValidationError as error:
        raise ConfigurationError(
            f"{subject} is not valid: {_faults(flavor_class, error)}",
            hint=f"zenml {flavor_class.TYPE.command_name} flavor describe {flavor_class.FLAVOR}",
        ) from error
    for name in secret_fields(flavor_class).intersection(component.model_fields_set):
        _secret_reference(component, name)
    return component


def _faults(flavor_class: type[StackComponent], error: ValidationError) -> str:
    """Name field, value and rule of each fault; the value of a secret, or a whole configuration, is never shown."""
    return "; ".join(
        _fault(detail, secret_fields(flavor_class))
        for detail in error.errors()
        if detail["type"] != "default_factory_not_called"  # only says that another field is at fault
    )


def _fault(detail: ErrorDetails, secret: Set[str]) -> str:
    field = ".".join(map(str, detail["loc"]))
    rule = detail["msg"].removeprefix("Value error, ")
    if not field:
        return rule
    is_shown = detail["type"] != "missing" and detail["loc"][0] not in secret
    return f"{field}={detail['input']!r}: {rule}" if is_shown else f"{field}: {rule}"


def _secret_reference(component: StackComponent, name: str) -> str | None:
    """Return the reference that a secret field holds; a literal would be written in clear."""
    secret = cast("SecretStr | None", getattr(component, name))
    if secret is None:
        return None
    if refers_to_secret(secret.get_secret_value()):
        return secret.get_secret_value()
    raise ConfigurationError(
        f"{component.TYPE.words} {component.name!r}: {name!r} is secret and would be stored in clear",
        hint=f"give a reference to a secret instead: --{name}='{{{{secret.key}}}}'",
    )


def _refuse_unresolved(subject: str, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        if refers_to_secret(value):
            raise ConfigurationError(
                f"{subject}: {name!r} refers to the secret {value}, and nothing here can resolve it",
                hint="no installed secrets manager keeps secrets yet",
            )


def _from_text(annotation: object, value: object) -> object:
    """Read a list or mapping that was typed as JSON; every other text is pydantic's to read."""
    is_union = get_origin(annotation) in (Union, UnionType)
    members = get_args(annotation) if is_union else (annotation,)
    is_json = isinstance(value, str) and value[:1] in ("[", "{") and not refers_to_secret(value)
    if not is_json or str in members or SecretStr in members:
        return value
    try:
        return json.loads(cast("str", value))
    except ValueError:
        return value


def _warn_once(record: ComponentRecord, unknown: Sequence[str]) -> None:
    for key in unknown:
        if (record.uuid, key) not in _warned:
            _warned.add((record.uuid, key))
            logger.warning(
                "The %s %r has a stored setting %r that flavor %r does not know; it is kept and not used.",
                record.type.words, record.name, key, record.flavor,
            )  # fmt: skip
