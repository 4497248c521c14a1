"""Read the values that a user gave for the fields of a component, and say in one line which are not valid."""

from __future__ import annotations

import json
from collections.abc import Iterable, Set
from types import UnionType
from typing import Union, cast, get_args, get_origin

from pydantic import BaseModel, SecretStr, ValidationError
from pydantic_core import ErrorDetails

from zenml.redaction import without


def from_text(annotation: object, value: object) -> object:
    """Return a list or mapping that was typed as JSON; every other text is pydantic's to read.

    Args:
        annotation: the type of the field that the value is for.
        value: what was given; only text is looked at.
    """
    is_union = get_origin(annotation) in (Union, UnionType)
    members = get_args(annotation) if is_union else (annotation,)
    is_json = isinstance(value, str) and value[:1] in ("[", "{")
    if not is_json or str in members or SecretStr in members:
        return value
    try:
        return json.loads(cast("str", value))
    except ValueError:
        return value


def secret_fields(model: type[BaseModel]) -> frozenset[str]:
    """Return the names of the fields whose values are secret: those typed ``SecretStr`` or ``SecretStr | None``."""
    return frozenset(name for name, info in model.model_fields.items() if _is_secret(info.annotation))


def faults_in(error: ValidationError, secret_fields: Set[str], secrets: Iterable[str]) -> str:
    """Name field, value and rule of each fault.

    Args:
        error: what pydantic found.
        secret_fields: the fields whose values are not shown.
        secrets: what is not shown either, not even within the words of a validator.
    """
    details = [detail for detail in error.errors() if detail["type"] != _FOLLOWS_FROM_ANOTHER]
    return without(secrets, "; ".join(_fault(detail, secret_fields) for detail in details))


def _is_secret(annotation: object) -> bool:
    return annotation is SecretStr or set(get_args(annotation)) == {SecretStr, type(None)}


_MOST_SHOWN = 80
_FOLLOWS_FROM_ANOTHER = "default_factory_not_called"


def _fault(detail: ErrorDetails, secret_fields: Set[str]) -> str:
    field = ".".join(map(str, detail["loc"]))
    rule = detail["msg"].removeprefix("Value error, ")
    if not field:
        return rule
    is_shown = detail["type"] != "missing" and detail["loc"][0] not in secret_fields
    return f"{field}={detail['input']!r:.{_MOST_SHOWN}}: {rule}" if is_shown else f"{field}: {rule}"
