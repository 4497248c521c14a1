"""Describe what a profile's store remembers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from zenml.enums import StackComponentType
from zenml.names import NAME_PATTERN, SECRET_KEY_PATTERN

_SECRET_REFERENCE = re.compile(rf"\{{\{{\s*({NAME_PATTERN.pattern})\.({SECRET_KEY_PATTERN.pattern})\s*\}}\}}")


class SecretReference(NamedTuple):
    """Say where a secret is kept: under which name, and which of its values is meant."""

    name: str
    key: str

    def __str__(self) -> str:
        return f"{{{{{self.name}.{self.key}}}}}"


def secret_reference(value: object) -> SecretReference | None:
    """Return what a configured value refers to, if it is ``{{secret.key}}`` as a whole; the last dot divides."""
    found = _SECRET_REFERENCE.fullmatch(value) if isinstance(value, str) else None
    return SecretReference(*found.groups()) if found else None


def looks_like_reference(value: object) -> bool:
    """Say whether a text was probably meant as ``{{secret.key}}``, whether or not it is written rightly."""
    return isinstance(value, str) and value.strip().startswith("{{") and value.strip().endswith("}}")


def refers_to_secret(value: object) -> bool:
    """Say whether a configured value is ``{{secret.key}}``: not a secret itself, but where to find one."""
    return secret_reference(value) is not None


@dataclass(frozen=True)
class ComponentRecord:
    """Describe one registered stack component."""

    type: StackComponentType
    name: str
    flavor: str
    uuid: str
    configuration: Mapping[str, object] = field(default_factory=dict)
    """What the user gave, as plain data: no defaults, and for a secret field only a reference."""
    package: str = ""
    """The distribution that brought the flavor, for the day when it is missing; empty when the core knows it anyway."""


@dataclass(frozen=True)
class StackRecord:
    """Describe one registered stack by the names of its components."""

    name: str
    components: Mapping[StackComponentType, str]


@dataclass(frozen=True)
class FlavorRecord:
    """Describe a flavor that was registered by the address of its class, without a package."""

    type: StackComponentType
    name: str
    source: str
    """``module:Class``, relative to the source root or from an installed package."""
    summary: str = ""


@dataclass(frozen=True)
class StackSnapshot:
    """Hold a stack with the whole records of its components, as a deployment carries it."""

    name: str
    components: Mapping[StackComponentType, ComponentRecord]
    flavors: tuple[FlavorRecord, ...] = ()
    """The flavors registered by address that these components use."""
