"""Hold the secrets of one secrets manager, and what opens and closes them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from zenml_local.encryption import Cipher
from zenml_local.keys import KeyPlace
from zenml_local.sealed_file import SealedFile, joined_records

_SEAL = b""
"""What the seal encrypts: only its context, the rest of the file, counts."""


@dataclass(frozen=True)
class OpenSecrets:
    """Hold all secrets of a file together with what opens and closes them."""

    file: SealedFile
    cipher: Cipher

    def get(self, name: str) -> dict[str, str] | None:
        lookup = self.cipher.lookup(name)
        record = self.file.record(lookup)
        return None if record is None else self._opened(lookup, record)[1]

    def names(self) -> list[str]:
        return sorted(self._opened(lookup, record)[0] for lookup, record in self.file.all_records())

    def with_secret(self, name: str, values: Mapping[str, str]) -> OpenSecrets:
        """Return these secrets with one that is new or replaced."""
        return replace(self, file=self.file.with_record(*_closed(self.cipher, name, values)))

    def without_secret(self, name: str) -> OpenSecrets:
        return replace(self, file=self.file.without_record(self.cipher.lookup(name)))

    def without_secrets(self) -> OpenSecrets:
        return replace(self, file=replace(self.file, records=SealedFile.records))

    def encrypted_with(self, key: KeyPlace, cipher: Cipher) -> OpenSecrets:
        """Return the same secrets under another key, with the present one among the obsolete."""
        present = (self.file.key,) if self.file.key else ()
        obsolete_keys = (*self.file.obsolete_keys, *present)
        opened = [self._opened(lookup, record) for lookup, record in self.file.all_records()]
        records = joined_records(_closed(cipher, name, values) for name, values in opened)
        return OpenSecrets(SealedFile(key, obsolete_keys, records=records), cipher)

    def sealed(self) -> SealedFile:
        """Return the file to be written."""
        return replace(self.file, seal=self.cipher.encrypt(_SEAL, self.file.sealed_part))

    def check_seal(self) -> None:
        """Raise ValueError if the file is not as it was written, or was written with another key."""
        self.cipher.decrypt(self.file.seal, self.file.sealed_part)

    def _opened(self, lookup: bytes, record: bytes) -> tuple[str, dict[str, str]]:
        content = json.loads(self.cipher.decrypt(record, lookup))
        return content["name"], content["values"]


def _closed(cipher: Cipher, name: str, values: Mapping[str, str]) -> tuple[bytes, bytes]:
    """Return what stands for a secret's name, and its record."""
    lookup = cipher.lookup(name)
    content = json.dumps({"name": name, "values": dict(values)}, ensure_ascii=False)
    return lookup, cipher.encrypt(content.encode(), lookup)
