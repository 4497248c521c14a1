"""Let any field of a component hold a reference to a secret, ``{{name.key}}``, in the place of its value.

What a reference stands for is fetched when the field is read for the first time, and checked then, as if it had been
given at once. Until then the other fields can be read, and nothing that shows the component has a secret to show.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple, cast

from pydantic import BaseModel, SecretStr, ValidationError
from pydantic_core import CoreConfig, CoreSchema, SchemaValidator, core_schema

from zenml.errors import ConfigurationError, SecretUnavailableError, ZenMLError
from zenml.given_values import faults_in, from_text
from zenml.models.records import SecretReference, secret_reference
from zenml.redaction import remember_secret, words_of

SecretLookup = Callable[[SecretReference], str]
"""Returns what a reference stands for; raises ``SecretUnavailableError`` when that cannot be had."""

SecretSource = Callable[[], SecretLookup]
"""Begins to look up the secrets of one component, all of one moment: whoever rotates them changes them together."""

IDENTITY_FIELDS = frozenset({"name", "uuid"})
"""What identifies every component; these fields hold no references."""

_resolving = threading.RLock()
"""Held while secrets are fetched, so that threads that read one component ask for its secrets once."""


class Waiting:
    """Hold what a component was given whose references are not resolved, and later what they came to."""

    def __init__(
        self,
        given: Mapping[str, object],
        references: Mapping[str, SecretReference],
        source: SecretSource | None = None,
    ) -> None:
        self.given = given
        """All arguments, those with references as well; no value of a secret that is only referred to."""
        self.references = references
        self.source = source
        self.resolved: BaseModel | None = None


def references_in(configuration: Mapping[str, object]) -> dict[str, SecretReference]:
    """Return the references among the values of a configuration, by field."""
    found = {name: _reference(value) for name, value in configuration.items() if name not in IDENTITY_FIELDS}
    return {name: reference for name, reference in found.items() if reference}


def values_at_once(
    model: type[BaseModel], given: Mapping[str, object], references: Mapping[str, SecretReference]
) -> dict[str, object]:
    """Check the fields that hold no reference, and return their values.

    A default that is computed from other fields waits with the references. So do all fields of a class whose
    validators cannot do without what is missing.

    Raises:
        pydantic.ValidationError: a value is not valid.
    """
    plain = {name: value for name, value in given.items() if name not in references or name not in model.model_fields}
    computed = {name for name, field in model.model_fields.items() if field.default_factory_takes_validated_data}
    validator = _validator_without(model, frozenset(references.keys() | computed - plain.keys()))
    try:
        values, _, _ = validator.validate_python(plain)
    except ValidationError:
        raise
    except Exception:  # noqa: BLE001 - a validator that looks at a field which is not there may raise anything
        identity = {name: value for name, value in plain.items() if name in IDENTITY_FIELDS}
        others = frozenset(model.model_fields.keys() - IDENTITY_FIELDS)
        values, _, _ = _validator_without(model, others).validate_python(identity)
    return cast("dict[str, object]", values)


def check_field(model: type[BaseModel], name: str, value: object) -> None:
    """Check one field of a model as far as it can be checked alone; a reference is always welcome.

    Raises:
        pydantic.ValidationError: the value is not valid.
    """
    if _reference(value) is None:
        others = frozenset(model.model_fields.keys() - {name})
        try:
            _validator_without(model, others).validate_python({name: value})
        except ValidationError:
            raise
        except Exception:  # noqa: BLE001 - a validator that looks at other fields cannot tell
            return


class Subject(NamedTuple):
    """Say what messages call a component."""

    name: str
    """As in ``alerter 'pager'``."""
    update: str
    """The command that gives it other values."""


def resolved(component: BaseModel, waiting: Waiting, subject: Subject, secret_fields: frozenset[str]) -> BaseModel:
    """Return the component with the values that its references stand for; they are fetched once.

    Raises:
        SecretUnavailableError: a secret cannot be had, or nobody said where to fetch it.
        ConfigurationError: a value breaks a rule of its field.
    """
    with _resolving:
        if waiting.resolved is None:
            secrets = _secrets(waiting, subject)
            waiting.resolved = _validated(type(component), waiting, secrets, subject, secret_fields)
        return waiting.resolved


def _reference(value: object) -> SecretReference | None:
    return secret_reference(value.get_secret_value() if isinstance(value, SecretStr) else value)


@cache
def _validator_without(model: type[BaseModel], waiting: frozenset[str]) -> SchemaValidator:
    """Return the validator of the fields of a model but those that wait, without validators of the whole."""
    model.model_rebuild()
    node = cast("dict[str, Any]", model.__pydantic_core_schema__)
    definitions: list[CoreSchema] = []
    config: CoreConfig | None = None
    while node["type"] != "model-fields":
        definitions += node.get("definitions", [])
        config = node.get("config", config)
        node = node["schema"]
    fields = {name: field for name, field in node["fields"].items() if name not in waiting}
    schema = cast("CoreSchema", {**node, "fields": fields, "computed_fields": []})
    return SchemaValidator(core_schema.definitions_schema(schema, definitions) if definitions else schema, config)


def _secrets(waiting: Waiting, subject: Subject) -> dict[str, str]:
    source = waiting.source
    if source is None:
        names = ", ".join(waiting.references)
        problem = f"the {subject.name} refers to secrets ({names}), which can be read only where it is part of a stack"
        raise SecretUnavailableError(problem, hint="combine it with a secrets manager in a Stack")
    look_up = source()
    values = {name: _fetched(look_up, reference) for name, reference in waiting.references.items()}
    failures = {name: value for name, value in values.items() if isinstance(value, SecretUnavailableError)}
    if failures:
        raise _unavailable(failures, subject)
    return cast("dict[str, str]", values)


def _fetched(look_up: SecretLookup, reference: SecretReference) -> str | SecretUnavailableError:
    """Return a secret, or why it cannot be had: whoever lacks several shall hear of all."""
    try:
        return remember_secret(look_up(reference))
    except SecretUnavailableError as error:
        return error
    except ZenMLError as error:
        return SecretUnavailableError(error.message, hint=error.hint)
    except Exception as error:  # noqa: BLE001 - a foreign secrets manager; AttributeError would mean a missing field
        return SecretUnavailableError(words_of(error), hint="zenml --debug … shows where")


def _unavailable(failures: Mapping[str, SecretUnavailableError], subject: Subject) -> SecretUnavailableError:
    """Return one error for the fields that cannot be read, those with the same reason together."""
    fields = dict[str, list[str]]()
    for field, failure in failures.items():
        fields.setdefault(failure.message, []).append(repr(field))
    reasons = [f"{', '.join(names)} of the {subject.name} cannot be read: {reason}" for reason, names in fields.items()]
    first = next(iter(failures))
    hint = failures[first].hint or f"give it again: {subject.update} --{first}=…"
    return SecretUnavailableError("; ".join(reasons), hint=hint)


def _validated(
    model: type[BaseModel],
    waiting: Waiting,
    secrets: Mapping[str, str],
    subject: Subject,
    secret_fields: frozenset[str],
) -> BaseModel:
    """Make a component of the same class of plain values; not by its constructor, which would look for references."""
    values = {name: from_text(model.model_fields[name].annotation, secret) for name, secret in secrets.items()}
    whole = model.__new__(model)
    try:
        model.__pydantic_validator__.validate_python({**waiting.given, **values}, self_instance=whole)
    except ValidationError as error:
        faults = faults_in(error, secret_fields | secrets.keys(), secrets.values())
    else:
        return whole
    raise ConfigurationError(f"the {subject.name} is not valid with its secrets: {faults}", hint="correct the secret")
