"""Make, find and remove the keys that secrets are encrypted with.

A key lies in the operating system's keyring where there is a usable one, else in a private file, and never beside what
it opens. What it opens says under which id and in which of the two places, so that nobody has to guess.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import UUID

from zenml.errors import ConfigurationError
from zenml_local.key_files import KeyFiles
from zenml_local.keyring_entries import KeyringEntries, is_usable

KEY_BYTES = 32
_LABEL = "zenml-key-1 "
"""What a kept key begins with: the version of its format."""
_IDENTITY = re.compile(r"[0-9a-f-]{36}-[0-9a-f]{16}")


class KeyKeeper(Protocol):
    """Keep texts by an id, where nobody but this user can read them."""

    def prepare(self) -> None:
        """Make ready for new keys, and refuse here what would be refused later."""

    def keep(self, key_id: str, text: str) -> None: ...
    def find(self, key_id: str) -> str | None: ...
    def forget(self, key_id: str) -> None:
        """Remove a key, and what a killed process left of it; one that is not there is no error."""

    def place_of(self, key_id: str) -> str:
        """Return words for where a key is expected."""

    @property
    def remedy(self) -> str:
        """Return what may bring back a key that is not where it is expected."""


@dataclass(frozen=True)
class KeyPlace:
    """Say which key something was encrypted with, and where that key lies."""

    id: str
    kept_in: str
    """A name of ``KEEPERS``."""

    @property
    def keeper(self) -> KeyKeeper:
        return KEEPERS[self.kept_in]

    def belongs_to(self, owner: UUID) -> bool:
        """Say whether this is a possible place of a key of ``owner``."""
        return self.id.startswith(f"{owner}-") and bool(_IDENTITY.fullmatch(self.id))


KEYRING, FILE = "keyring", "file"
KEEPERS: dict[str, KeyKeeper] = {KEYRING: KeyringEntries(), FILE: KeyFiles()}


def new_place(owner: UUID) -> KeyPlace:
    """Choose the id and the place of a key that is to be made for ``owner``.

    Raises:
        ZenMLError: there is no place where it may lie, or nothing can be written there; nothing was made.
    """
    place = KeyPlace(f"{owner}-{os.urandom(8).hex()}", KEYRING if is_usable() else FILE)
    place.keeper.prepare()
    return place


def make_key(place: KeyPlace) -> bytes:
    """Make a random key, keep it, and return it.

    Raises:
        ZenMLError: it could not be kept.
    """
    key = os.urandom(KEY_BYTES)
    place.keeper.keep(place.id, _LABEL + base64.b64encode(key).decode())
    return key


def find_key(place: KeyPlace) -> bytes | None:
    """Return a key that was made before, ``None`` if it is gone.

    Raises:
        NotPermittedError: others can read its file, or you cannot.
        ConfigurationError: what lies there is no key, or there is no keyring any more.
    """
    text = place.keeper.find(place.id)
    return None if text is None else _key_in(text, place)


def remove_key(place: KeyPlace) -> None:
    """Remove a key; one that is gone already is no error."""
    place.keeper.forget(place.id)


def missing_key(place: KeyPlace, opened: Path) -> ConfigurationError:
    """Return the error that ``opened`` cannot be read since its key is gone."""
    expected = place.keeper.place_of(place.id)
    return ConfigurationError(
        f"{opened} cannot be read: its key is gone, expected {expected}",
        hint=f"{place.keeper.remedy}; if it is lost for good, delete {opened.name} and give its secrets again",
    )


def _key_in(text: str, place: KeyPlace) -> bytes:
    try:
        key = base64.b64decode(text.removeprefix(_LABEL).strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if text.startswith(_LABEL) and len(key) == KEY_BYTES:
        return key
    raise ConfigurationError(
        f"what is kept as {place.keeper.place_of(place.id)} is no key, or one of a newer version",
        hint="it was left as it is; put the right key there, or install a newer zenml-local",
    )
