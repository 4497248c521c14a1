"""Read and write the file that holds encrypted secrets.

Its first line is JSON and says the format, which key it was encrypted with and where that key lies. The second is a
seal over all other lines, so that a file that was damaged, cut or put together is noticed. Each further line holds
one secret: what stands for its name, then name and values, encrypted.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from zenml.errors import ConfigurationError, NotPermittedError
from zenml.files import write_atomically
from zenml_local.keys import KEEPERS, KeyPlace

FORMAT_VERSION = 1
_LEFT = "the file was left as it is"


@dataclass(frozen=True)
class SealedFile:
    """Hold what the file holds, as far as it can be known without the key."""

    key: KeyPlace | None = None
    """``None`` until the first key was made; there are no records then."""
    obsolete_keys: tuple[KeyPlace, ...] = ()
    """Keys to be removed: the old one of a rotation, or the new one of a change that was interrupted."""
    seal: bytes = b""
    records: bytes = b"\n"
    """The lines of the secrets, from the line break before the first."""

    @property
    def header(self) -> bytes:
        document = {
            "format": FORMAT_VERSION,
            "key": _description(self.key) if self.key else None,
            "obsolete_keys": [_description(place) for place in self.obsolete_keys],
        }
        return json.dumps(document).encode()

    @property
    def sealed_part(self) -> bytes:
        """Return what the seal vouches for."""
        return self.header + self.records

    def write(self, path: Path) -> None:
        write_atomically(path, b"%b\n%b%b" % (self.header, self.seal, self.records))

    def record(self, lookup: bytes) -> bytes | None:
        """Return the encrypted record of the secret that ``lookup`` stands for."""
        start, end = self._line(lookup)
        return self.records[start + len(lookup) + 2 : end] if start < end else None

    def all_records(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield every lookup with its encrypted record."""
        words = self.records.split()
        return zip(words[::2], words[1::2], strict=True)

    def with_record(self, lookup: bytes, record: bytes) -> SealedFile:
        start, end = self._line(lookup)
        line = b"\n%b %b" % (lookup, record)
        return replace(self, records=self.records[:start] + line + self.records[end:])

    def without_record(self, lookup: bytes) -> SealedFile:
        start, end = self._line(lookup)
        return replace(self, records=self.records[:start] + self.records[end:])

    def _line(self, lookup: bytes) -> tuple[int, int]:
        """Return where a line begins, at the line break before it, and ends; both the end if it is not there."""
        start = self.records.find(b"\n%b " % lookup)
        end = len(self.records) - 1 if start < 0 else self.records.index(b"\n", start + 1)
        return (end if start < 0 else start), end


def joined_records(records: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return the lines of secrets, each given as a lookup with its encrypted record."""
    return b"".join(b"\n%b %b" % record for record in records) + b"\n"


def read_sealed_file(path: Path, owner: UUID) -> SealedFile | None:
    """Return what the file of the secrets manager ``owner`` holds, ``None`` if there is none; the seal is not checked.

    Raises:
        ConfigurationError: it is damaged, of a newer version, or of another secrets manager.
        NotPermittedError: it may not be read.
    """
    data = _content(path)
    if data is None:
        return None
    # Not split: that would copy megabytes once more.
    end_of_header = data.find(b"\n")
    end_of_seal = data.find(b"\n", end_of_header + 1)
    header, seal = data[:end_of_header], data[end_of_header + 1 : end_of_seal]
    file = SealedFile(*_keys(header, path), seal, data[end_of_seal:])
    is_sealed = bool(file.key) or (seal, file.records) == (SealedFile.seal, SealedFile.records)
    if file.header != header or not is_sealed:
        raise damaged_file(path)
    for place in file.obsolete_keys + ((file.key,) if file.key else ()):
        if not place.belongs_to(owner):
            raise ConfigurationError(f"{path} holds the secrets of another secrets manager", hint=_LEFT)
    return file


def damaged_file(path: Path) -> ConfigurationError:
    """Return the error that a file is not as it was written."""
    return ConfigurationError(f"{path} is damaged, or is no file of secrets", hint=f"{_LEFT}; restore a copy of it")


def unsealed_file(path: Path, key: KeyPlace) -> ConfigurationError:
    """Return the error that the seal of a file does not fit."""
    place = key.keeper.place_of(key.id)
    problem = f"{path} is damaged, or was encrypted with another key than is kept as {place}"
    return ConfigurationError(problem, hint=f"{_LEFT}; restore a copy of it")


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except PermissionError as error:
        raise NotPermittedError(f"cannot read {path}: {error.strerror}", hint="check its owner and mode") from error
    except OSError as error:
        raise ConfigurationError(f"cannot read {path}: {error.strerror}", hint=_LEFT) from error


def _keys(header: bytes, path: Path) -> tuple[KeyPlace | None, tuple[KeyPlace, ...]]:
    """Return the key and the obsolete keys that the first line names."""
    document = _document(header, path)
    try:
        key = _place(document["key"]) if document["key"] else None
        return key, tuple(map(_place, document["obsolete_keys"]))
    except (KeyError, TypeError) as error:
        raise damaged_file(path) from error


def _document(header: bytes, path: Path) -> dict[str, Any]:
    """Return the first line as a mapping of a format that is known here."""
    try:
        document: dict[str, Any] = json.loads(header)
        version = document["format"]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise damaged_file(path) from error
    if not isinstance(version, int) or version < 1:
        raise damaged_file(path)
    if version > FORMAT_VERSION:
        raise ConfigurationError(
            f"{path} has format version {version}, this zenml-local knows up to {FORMAT_VERSION}",
            hint=f"install a newer zenml-local; {_LEFT}",
        )
    return document


def _description(place: KeyPlace) -> dict[str, str]:
    return {"id": place.id, "kept_in": place.kept_in}


def _place(description: dict[str, str]) -> KeyPlace:
    """Return the place that was described.

    Raises:
        KeyError: nothing is known of it.
        TypeError: it is no description.
    """
    place = KeyPlace(str(description["id"]), description["kept_in"])
    KEEPERS[place.kept_in]
    return place
