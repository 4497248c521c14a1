"""Find the class of a flavor, and say what it wants to be configured with."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Literal, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import to_jsonable_python

from zenml.components import StackComponent, check_component_class
from zenml.enums import StackComponentType
from zenml.errors import ConfigurationError, NotFoundError, ZenMLError
from zenml.flavors.output import stdout_on_stderr
from zenml.flavors.registered import registered_rows
from zenml.flavors.registry import find_flavor
from zenml.given_values import faults_in, from_text, secret_fields
from zenml.models.records import FlavorRecord
from zenml.redaction import words_of
from zenml.references import IDENTITY_FIELDS, check_field
from zenml.sources import load


@dataclass(frozen=True)
class FieldDescription:
    """Describe one configuration field of a flavor, as help texts and forms show it."""

    name: str
    type: str
    default: object
    """As plain data; ``None`` also when the field is required or its default is computed."""
    is_required: bool
    is_secret: bool
    description: str
    rules: str = ""
    """What a value has to be besides: ``"at least 1, at most 5"``, ``"one of: red, green"``."""
    is_computed: bool = False

    @property
    def facts(self) -> str:
        """Return the description and the rules as one text."""
        return "; ".join(filter(None, [self.description, self.rules]))


def component_class(
    component_type: StackComponentType, flavor: str, local: Sequence[FlavorRecord] = (), package: str | None = None
) -> type[StackComponent]:
    """Import the class of a flavor.

    Args:
        component_type: the kind.
        flavor: its name, or ``distribution/name``.
        local: the flavors that the profile's store knows by address.
        package: what the record of a component says that brought it; ``None`` if there is none yet.

    Raises:
        NotFoundError: no package brings it; the hint says which one would.
        ConflictError: the bare name comes from several places.
        ConfigurationError: its package is broken, or what stands at the address is no such component.
    """
    rows = registered_rows(record for record in local if record.type is component_type)
    row = find_flavor(component_type, flavor, rows, package)
    try:
        return class_at(component_type, row.implementation, flavor)
    except NotFoundError as error:
        if not row.distribution:
            raise
        raise ConfigurationError(
            f"{row.package} is broken: {error.message}", hint=f"pip install --upgrade {row.distribution}"
        ) from error


def class_at(component_type: StackComponentType, address: str, flavor: str = "") -> type[StackComponent]:
    """Import the component class at an address and check that it is one of the kind.

    Raises:
        NotFoundError: there is no such module or class.
        ConfigurationError: it cannot be imported or is no such component.
    """
    subject = f"flavor {flavor!r} ({address})" if flavor else address
    found = _imported(address, subject)
    if not isinstance(found, type) or not issubclass(found, StackComponent):
        raise ConfigurationError(f"{subject} is no stack component", hint="subclass a base class of zenml")
    check_component_class(found)
    if found.TYPE is not component_type:
        raise ConfigurationError(f"{subject} is of the kind {found.TYPE.words}, not {component_type.words}")
    return found


def _imported(address: str, subject: str) -> object:
    """Import foreign code: what it prints is no data of ours, and whatever it raises is its own fault."""
    try:
        with stdout_on_stderr():
            return load(address)
    except (ZenMLError, KeyboardInterrupt):
        raise
    except BaseException as error:  # also SystemExit
        raise ConfigurationError(
            f"{subject} cannot be imported: {words_of(error)}", hint="repair or reinstall its package"
        ) from error


def flavor_fields(flavor_class: type[StackComponent]) -> list[FieldDescription]:
    """Return what a flavor can be configured with, in the order of its class."""
    secrets = secret_fields(flavor_class)
    return [_describe(name, info, name in secrets) for name, info in configurable_fields(flavor_class).items()]


def configurable_fields(flavor_class: type[StackComponent]) -> Mapping[str, FieldInfo]:
    """Return the pydantic fields without those that identify every component."""
    return {name: info for name, info in flavor_class.model_fields.items() if name not in IDENTITY_FIELDS}


def parameters_schema(flavor_class: type[StackComponent]) -> dict[str, object]:
    """Return the JSON Schema (2020-12) of what a flavor can be configured with, without name and uuid."""
    schema = flavor_class.model_json_schema()
    schema["properties"] = {name: part for name, part in schema["properties"].items() if name not in IDENTITY_FIELDS}
    schema["required"] = [name for name in schema.get("required", ()) if name not in IDENTITY_FIELDS]
    return schema


def field_problem(flavor_class: type[StackComponent], name: str, text: str) -> str:
    """Return what is wrong with a text for one field, as far as the field can tell alone; ``""`` if nothing is."""
    field = flavor_class.model_fields[name]
    try:
        check_field(flavor_class, name, from_text(field.annotation, text))
    except ValidationError as error:
        return faults_in(error, flavor_class.model_fields.keys(), [text] if name in secret_fields(flavor_class) else [])
    return ""


def _describe(name: str, info: FieldInfo, is_secret: bool) -> FieldDescription:
    has_plain_default = not info.is_required() and info.default_factory is None
    return FieldDescription(
        name=name,
        type=_type_name(info.annotation),
        default=to_jsonable_python(info.default, fallback=str) if has_plain_default else None,
        is_required=info.is_required(),
        is_secret=is_secret,
        description=info.description or "",
        rules=", ".join([*_choices(info.annotation), *_bounds(info.metadata)]),
        is_computed=info.default_factory is not None,
    )


def _choices(annotation: object) -> list[str]:
    """Return which values there are, if they are few: those of an enumeration or of a ``Literal``."""
    members = [annotation, *get_args(annotation)] if get_origin(annotation) is not Literal else [annotation]
    values = list[object]()
    for member in members:
        if isinstance(member, type) and issubclass(member, Enum):
            values += [each.value for each in member]
        elif get_origin(member) is Literal:
            values += get_args(member)
    return [f"one of: {', '.join(map(str, values))}"] if values else []


def _bounds(metadata: Sequence[object]) -> list[str]:
    found = ((words, getattr(rule, name, None)) for rule in metadata for name, words in _BOUNDS.items())
    return [f"{words} {bound}" for words, bound in found if bound is not None]


_BOUNDS = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than", "pattern": "matching"}


def _type_name(annotation: object) -> str:
    if isinstance(annotation, type) and not getattr(annotation, "__args__", ()):
        return annotation.__name__
    if get_origin(annotation) is Literal:
        return " | ".join(sorted({type(value).__name__ for value in get_args(annotation)}))
    return _MODULES.sub("", str(annotation))


_MODULES = re.compile(r"\b(?:\w+\.)+(?=\w)")
