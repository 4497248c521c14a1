"""Keep secrets encrypted on this machine."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import ClassVar

from zenml.components import local_store_folder
from zenml.errors import ConfigurationError, ConflictError, NotFoundError
from zenml.names import check_name, did_you_mean
from zenml.secrets_managers import BaseSecretsManager
from zenml_local.secrets_file import SecretsFile

_KEY = re.compile(r"[A-Za-z0-9_-]+")
_MOST_COMPARED = 500


class LocalSecretsManager(BaseSecretsManager):
    """Keep secrets in one encrypted file of this machine.

    The file lies in the configuration folder; the key that opens it lies apart, in the operating system's keyring where
    there is one, else in a private file of this user. Many processes may read and change secrets at once.

    Every method raises ConfigurationError for a file that is damaged, foreign or newer, and for a key that is gone,
    and NotPermittedError for what may not be read or written.
    """

    FLAVOR: ClassVar[str] = "local"

    @property
    def local_path(self) -> Path:
        return local_store_folder(self.uuid)

    def register_secret(self, name: str, values: Mapping[str, str]) -> None:
        """Keep a new secret.

        Raises:
            ConflictError: there is one of that name.
            ConfigurationError: the name, a key or a value is not possible.
        """
        _check(check_name(name, "secret"), values)
        with self._file.locked():
            secrets = self._file.read_or_begin()
            if secrets.get(name) is not None:
                raise ConflictError(f"a secret named {name!r} exists already", hint="update it, or choose another name")
            self._file.write(secrets.with_secret(name, values))

    def get_secret(self, name: str) -> Mapping[str, str]:
        secrets = self._file.read()
        values = secrets.get(name) if secrets else None
        if values is None:
            raise self._missing(name)
        return values

    def get_all_secret_keys(self) -> list[str]:
        secrets = self._file.read()
        return secrets.names() if secrets else []

    def update_secret(self, name: str, values: Mapping[str, str]) -> None:
        _check(name, values)
        with self._file.locked():
            secrets = self._file.read()
            if not secrets or secrets.get(name) is None:
                raise self._missing(name)
            self._file.write(secrets.with_secret(name, values))

    def change_secret(self, name: str, change: Callable[[Mapping[str, str]], Mapping[str, str]]) -> None:
        with self._file.locked():
            secrets = self._file.read()
            present = secrets.get(name) if secrets else None
            if secrets is None or present is None:
                raise self._missing(name)
            values = change(present)
            _check(name, values)
            self._file.write(secrets.with_secret(name, values))

    def delete_secret(self, name: str) -> None:
        with self._file.locked():
            secrets = self._file.read()
            if not secrets or secrets.get(name) is None:
                raise self._missing(name)
            self._file.write(secrets.without_secret(name))

    def delete_all_secrets(self) -> None:
        with self._file.locked():
            secrets = self._file.read()
            if secrets:
                self._file.write(secrets.without_secrets())

    def rotate_key(self) -> None:
        """Encrypt all secrets with a new key, and remove the old one; older copies of the file can't be read then.

        Raises:
            NotFoundError: there is no key, since there never was a secret.
            ZenMLError: no new key can be kept, or the old one not be removed; which one is in force is said.
        """
        with self._file.locked():
            secrets = self._file.read()
            if not secrets:
                problem = f"secrets manager {self.name!r} has no key yet"
                raise NotFoundError(problem, hint="it is made together with the first secret")
            self._file.rotate(secrets)

    @property
    def _file(self) -> SecretsFile:
        return SecretsFile(self.local_path, self.uuid)

    def _missing(self, name: str) -> NotFoundError:
        names = self.get_all_secret_keys()
        hint = did_you_mean(name, names) if len(names) <= _MOST_COMPARED else ""
        return NotFoundError(f"there is no secret named {name!r} in secrets manager {self.name!r}", hint=hint)


def _check(name: str, values: Mapping[str, object]) -> None:
    """Refuse what a secret cannot hold; no message shows a value."""
    for key, value in values.items():
        if not _KEY.fullmatch(key):
            problem = f"secret {name!r} cannot have the key {key!r}"
            raise ConfigurationError(problem, hint="use letters, digits, '_' and '-'")
        if not isinstance(value, str):
            problem = f"the value of {key!r} in secret {name!r} must be a text, not {type(value).__name__}"
            raise ConfigurationError(problem, hint="put it in quotes")
        if not _is_text(value):
            problem = f"the value of {key!r} in secret {name!r} is no text: it holds what is no character"
            raise ConfigurationError(problem, hint="give bytes as base64")


def _is_text(value: str) -> bool:
    """Say whether UTF-8 can hold it, which it cannot if it came from bytes that are no text."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
