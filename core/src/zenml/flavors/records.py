"""Describe what a plugin brings: frozen records of names and addresses, which import nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass

FLAVOR_NAME = re.compile(r"[a-z][a-z0-9_-]*")
ADDRESS = re.compile(r"[A-Za-z_]\w*(\.\w+)*:[A-Za-z_]\w*(\.\w+)*")


@dataclass(frozen=True)
class Flavor:
    """Describe one implementation of a component type.

    Example::

        Flavor(
            name="s3",
            implementation="zenml_s3.artifact_store:S3ArtifactStore",
            summary="Artifacts in an S3 bucket",
            requires=("s3fs>=2024.2",),
        )

    Raises:
        ValueError: a field is not written as shown.
    """

    name: str
    """What users write after ``--flavor``: ``[a-z][a-z0-9_-]*``."""
    implementation: str
    """``module:Class``; imported when a component of this flavor is used, never to list it."""
    summary: str
    """One line for tables."""
    requires: tuple[str, ...] = ()
    """PEP 508 names of the SDK, checked against installed metadata, not by importing."""
    docs_url: str = ""
    api: int = 1
    """The version of this component type's contract that the class implements."""

    def __post_init__(self) -> None:
        _check_word(self.name, "flavor name")
        _check_version(self.api)
        _check_address(self.implementation)
        _check_line(self.summary, "summary")
        _check_line(self.docs_url, "docs_url")
        _keep_tuple(self, "requires")


@dataclass(frozen=True)
class StoreDriver:
    """Describe a kind of profile store: which ``--store-type`` and URL schemes it serves.

    Raises:
        ValueError: a field is not written as described.
    """

    type: str
    """What users write after ``--store-type``: ``[a-z][a-z0-9_-]*``."""
    schemes: tuple[str, ...]
    implementation: str
    """``module:function`` that takes ``(url: str)`` and returns a ``ZenStore``."""
    requires: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_word(self.type, "store type")
        _check_address(self.implementation)
        _keep_tuple(self, "schemes")
        _keep_tuple(self, "requires")


@dataclass(frozen=True)
class MaterializerEntry:
    """Say which materializer saves and loads a type, both by address.

    Raises:
        ValueError: one of them is no address.
    """

    type: str
    """``package.module:Class`` of the values, where the class is defined."""
    implementation: str

    def __post_init__(self) -> None:
        _check_address(self.type)
        _check_address(self.implementation)


@dataclass(frozen=True)
class Command:
    """Describe a command or group that a plugin adds to ``zenml``.

    Raises:
        ValueError: a field is not written as described.
    """

    path: str
    """``server`` or, below a group, ``server up``."""
    help: str
    """One line, shown by ``zenml --help`` without importing the command."""
    implementation: str
    """``module:attribute`` of a ``click.Command``."""

    def __post_init__(self) -> None:
        for word in str(self.path).split(" "):
            _check_word(word, "word of a command path")
        _check_address(self.implementation)
        _check_line(self.help, "help")


# A plugin's author may run no type checker, so what these functions take is an ``object``.


def _check_word(word: object, what: str) -> None:
    if not isinstance(word, str) or not FLAVOR_NAME.fullmatch(word):
        raise ValueError(f"{what} {word!r} must match {FLAVOR_NAME.pattern}")


def _check_version(api: object) -> None:
    if not isinstance(api, int) or api < 1:
        raise ValueError(f"api {api!r} must be a number from 1")


def _check_address(address: object) -> None:
    if not isinstance(address, str) or not ADDRESS.fullmatch(address):
        raise ValueError(f"address {address!r} must be written 'package.module:Name'")


def _check_line(text: object, field: str) -> None:
    if not isinstance(text, str) or len(text.splitlines()) > 1:
        raise ValueError(f"{field} {text!r} must be one line of text")


def _keep_tuple(record: object, field: str) -> None:
    """Accept a list for a tuple; a lone string, whose letters would be taken for names, is refused."""
    values = getattr(record, field)
    if not isinstance(values, (tuple, list)) or not all(isinstance(value, str) for value in values):
        raise ValueError(f"{field} {values!r} must be a tuple of strings")
    object.__setattr__(record, field, tuple(values))
