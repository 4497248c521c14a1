"""Stand in for the operating system's keyring: what it is given lies in the file that ``FILE_KEYRING`` names."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import keyring
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

VARIABLE = "FILE_KEYRING"


class FileKeyring(KeyringBackend):
    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        return entries().get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self._write({**entries(), f"{service}/{username}": password})

    def delete_password(self, service: str, username: str) -> None:
        remaining = entries()
        if remaining.pop(f"{service}/{username}", None) is None:
            raise PasswordDeleteError(username)
        self._write(remaining)

    def _write(self, content: dict[str, str]) -> None:
        new = _path().with_suffix(".new")
        new.write_text(json.dumps(content))
        new.replace(_path())


class LockedKeyring(FileKeyring):
    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("the user said no")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked("the user said no")


class ForgetfulKeyring(FileKeyring):
    def set_password(self, service: str, username: str, password: str) -> None:
        return


class ClingingKeyring(FileKeyring):
    def delete_password(self, service: str, username: str) -> None:
        raise PasswordDeleteError("it is in use")


def entries() -> dict[str, str]:
    """Return all that the keyring holds, by service and user."""
    content: dict[str, str] = json.loads(_path().read_text()) if _path().exists() else {}
    return content


@contextmanager
def used(backend: type[KeyringBackend]) -> Iterator[None]:
    """Let this process have another keyring for a while."""
    before = keyring.get_keyring()
    keyring.set_keyring(backend())
    try:
        yield
    finally:
        keyring.set_keyring(before)


def _path() -> Path:
    return Path(os.environ[VARIABLE])
