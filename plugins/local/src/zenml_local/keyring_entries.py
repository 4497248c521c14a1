"""Keep keys in the operating system's keyring, through the library ``keyring`` where that is installed."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING

from zenml.errors import ConfigurationError, ZenMLError

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_SERVICE = "zenml"
_CORRECT = "correct PYTHON_KEYRING_BACKEND or the configuration file of keyring"
_UNLOCK = "unlock it"
_DO_WITHOUT = "to keep keys in files instead, set PYTHON_KEYRING_BACKEND=keyring.backends.null.Keyring"
_INSTALL = "pip install 'zenml-local[keyring]'"


class KeyringEntries:
    """Keep each key as a password of the service ``zenml``, under the key's id as user."""

    def prepare(self) -> None:
        """Do nothing: a keyring is ready, or it is not usable."""

    def keep(self, key_id: str, text: str) -> None:
        with _explained(f"cannot keep the key {key_id} in", hint=f"{_UNLOCK}; {_DO_WITHOUT}"):
            backend = _backend()
            backend.set_password(_SERVICE, key_id, text)
            # Some backends lose what they cannot keep and say nothing.
            kept = backend.get_password(_SERVICE, key_id)
        if kept != text:
            raise ZenMLError(f"the keyring lost the key {key_id} that was just put into it", hint=_DO_WITHOUT)

    def find(self, key_id: str) -> str | None:
        try:
            return _known(key_id)
        except LookupError:
            return None

    def forget(self, key_id: str) -> None:
        with _explained(f"cannot remove the key {key_id} from", hint=_UNLOCK):
            backend = _backend()
            if backend.get_password(_SERVICE, key_id) is not None:
                backend.delete_password(_SERVICE, key_id)

    def place_of(self, key_id: str) -> str:
        return f"the password of user {key_id!r} and service {_SERVICE!r} in the keyring"

    @property
    def remedy(self) -> str:
        return "unlock or restore the keyring in which it was made"


def is_usable() -> bool:
    """Say whether there is a keyring, and one that keeps what it is given.

    Raises:
        ConfigurationError: the one that was chosen does not exist.
    """
    return _is_installed() and _keeps_what_it_is_given()


@lru_cache(maxsize=64)
def _known(key_id: str) -> str:
    """Return a key; a keyring is asked once in the life of a process, since an id never stands for another key.

    Raises:
        LookupError: there is none; that is asked again.
    """
    with _explained(f"cannot read the key {key_id} in", hint=_UNLOCK):
        text = _backend().get_password(_SERVICE, key_id)
    if text is None:
        raise LookupError(key_id)
    return text


def _backend() -> KeyringBackend:
    if not _is_installed():
        raise ConfigurationError("the library keyring is not installed", hint=_INSTALL)
    import keyring

    return keyring.get_keyring()


def _is_installed() -> bool:
    return importlib.util.find_spec("keyring") is not None


@contextmanager
def _explained(failure: str, *, hint: str) -> Iterator[None]:
    """Turn whatever a keyring raises into one line."""
    try:
        yield
    except ZenMLError as error:
        raise type(error)(f"{failure} the keyring: {error.message}", hint=error.hint) from error
    except Exception as error:  # a backend is anybody's code
        reason = " ".join(str(error).split()) or type(error).__name__
        raise ConfigurationError(f"{failure} the keyring: {reason}", hint=hint) from error


@_explained("cannot use", hint=_CORRECT)
def _keeps_what_it_is_given() -> bool:
    from keyring.backends import fail, null

    backend = _backend()
    return not isinstance(backend, (fail.Keyring, null.Keyring)) and backend.priority > 0
