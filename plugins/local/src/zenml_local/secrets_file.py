"""Open, change and lock the file of one secrets manager.

The order of writes: a key is made once the file names it among those to be removed, and removed once the file is
there anew with another key. So whoever is killed leaves a file that can be read, and no key that nobody knows of.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from zenml.errors import ZenMLError
from zenml.files import remove_leftovers
from zenml_local.encryption import Cipher
from zenml_local.keys import KeyPlace, find_key, make_key, missing_key, new_place, remove_key
from zenml_local.open_secrets import OpenSecrets
from zenml_local.sealed_file import SealedFile, read_sealed_file, unsealed_file


@dataclass(frozen=True)
class SecretsFile:
    """Know where the secrets of one secrets manager lie; what changes them is called under the lock."""

    folder: Path
    owner: UUID

    @property
    def path(self) -> Path:
        return self.folder / "secrets.enc"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Let one process at a time change the secrets; whoever only reads needs no lock."""
        # Imported here since filelock takes 50 ms, which a reader should not pay.
        from zenml.locks import locked

        with locked(self.folder / ".lock"):
            remove_leftovers(self.folder)
            yield

    def read(self) -> OpenSecrets | None:
        """Return the secrets, ``None`` if there never were any.

        Raises:
            ConfigurationError: the file is damaged, foreign or newer, or its key is gone.
            NotPermittedError: file or key may not be read, or others can read the key.
        """
        file = read_sealed_file(self.path, self.owner)
        if file is None or file.key is None:
            return None
        key = find_key(file.key)
        if key is None:
            return self._read_again(file.key)
        secrets = OpenSecrets(file, Cipher(key))
        try:
            secrets.check_seal()
        except ValueError as error:
            raise unsealed_file(self.path, file.key) from error
        return secrets

    def read_or_begin(self) -> OpenSecrets:
        """Return the secrets; where there never were any, none, with a key that was made for them.

        Raises:
            ZenMLError: as ``read`` says, or no key can be made.
        """
        return self.read() or self._begin()

    def write(self, secrets: OpenSecrets) -> None:
        """Write the secrets, and remove the keys that they need no longer."""
        self._write(_tidied(secrets))

    def rotate(self, secrets: OpenSecrets) -> None:
        """Encrypt the secrets with a new key, kept where a first key would be kept now, and remove the old one.

        Raises:
            ZenMLError: there can be no new key, and nothing was changed; or the old one could not be removed.
        """
        secrets, place = _tidied(secrets), new_place(self.owner)
        announced = replace(secrets.file, obsolete_keys=(*secrets.file.obsolete_keys, place))
        self._write(replace(secrets, file=announced))
        self._write(secrets.encrypted_with(place, Cipher(make_key(place))))
        if secrets.file.key:
            _remove_old_key(secrets.file.key)

    def _read_again(self, missed: KeyPlace) -> OpenSecrets | None:
        """Read what another process has encrypted with a new key since the old one was read.

        Raises:
            ConfigurationError: nobody has.
        """
        file = read_sealed_file(self.path, self.owner)
        if file and file.key == missed:
            raise missing_key(missed, self.path)
        return self.read()

    def _begin(self) -> OpenSecrets:
        file, place = read_sealed_file(self.path, self.owner) or SealedFile(), new_place(self.owner)
        remaining = _not_removed(file.obsolete_keys)
        SealedFile(obsolete_keys=(*remaining, place)).write(self.path)
        return OpenSecrets(SealedFile(place, remaining), Cipher(make_key(place)))

    def _write(self, secrets: OpenSecrets) -> None:
        secrets.sealed().write(self.path)


def _tidied(secrets: OpenSecrets) -> OpenSecrets:
    """Remove obsolete keys and return the secrets without them."""
    remaining = _not_removed(secrets.file.obsolete_keys)
    return replace(secrets, file=replace(secrets.file, obsolete_keys=remaining))


def _not_removed(places: tuple[KeyPlace, ...]) -> tuple[KeyPlace, ...]:
    """Remove keys and return those that cannot be removed now: no reason not to change a secret."""
    return tuple(place for place in places if not _is_removed(place))


def _is_removed(place: KeyPlace) -> bool:
    try:
        remove_key(place)
    except ZenMLError:
        return False
    return True


def _remove_old_key(place: KeyPlace) -> None:
    try:
        remove_key(place)
    except ZenMLError as error:
        problem = f"the key was rotated, but the old one is still there: {error.message}"
        raise type(error)(problem, hint="the next change of a secret will try again to remove it") from error
