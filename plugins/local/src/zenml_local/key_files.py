"""Keep keys in private files, in a folder that no store, repository or backup contains."""

from __future__ import annotations

import os
import shlex
import stat
import sys
from pathlib import Path

from zenml.components import local_store_folder
from zenml.errors import ConfigurationError, NotPermittedError
from zenml.files import (
    PRIVATE_FILE,
    TEMPORARY_SUFFIX,
    delete_durably,
    explained_writing,
    make_private_folder,
    write_atomically,
)

KEYS_PATH_VARIABLE = "ZENML_KEYS_PATH"
_CHOOSE = f"set {KEYS_PATH_VARIABLE} to a private folder outside of stores, repositories and backups"
_IGNORE_ALL = b"*\n"
_OF_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class KeyFiles:
    """Keep each key in a file of mode 0600, in a folder of mode 0700 that git ignores."""

    def prepare(self) -> None:
        """Make the folder of the keys.

        Raises:
            ConfigurationError: it would lie in a store, in a repository or in the configuration folder.
            ZenMLError: it cannot be written.
        """
        folder = keys_folder()
        _check_place(folder)
        _hide_from_git(make_private_folder(folder))

    def keep(self, key_id: str, text: str) -> None:
        write_atomically(keys_folder() / key_id, f"{text}\n".encode())

    def find(self, key_id: str) -> str | None:
        path = keys_folder() / key_id
        try:
            with path.open(encoding="utf-8", errors="replace") as file:
                _check_privacy(path, os.fstat(file.fileno()).st_mode)
                return file.read()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except PermissionError as error:
            raise NotPermittedError(f"cannot read {path}: {error.strerror}", hint="check its owner and mode") from error
        except OSError as error:
            raise ConfigurationError(f"cannot read {path}: {error.strerror}") from error

    def forget(self, key_id: str) -> None:
        folder = keys_folder()
        for path in (folder / key_id, *folder.glob(f".{key_id}.*{TEMPORARY_SUFFIX}")):
            if path.exists():
                delete_durably(path)

    def place_of(self, key_id: str) -> str:
        return str(keys_folder() / key_id)

    @property
    def remedy(self) -> str:
        return f"put it back, or set {KEYS_PATH_VARIABLE} to the folder that holds it"


def keys_folder() -> Path:
    """Return ``$ZENML_KEYS_PATH``, else a folder of this user where data lies that no program should share.

    Raises:
        ConfigurationError: nobody knows this user's home.
    """
    named = os.environ.get(KEYS_PATH_VARIABLE)
    if named:
        return Path(named).absolute()
    home = os.path.expanduser("~")
    if not os.path.isabs(home):
        raise ConfigurationError("there is no home folder to keep keys in", hint=f"set HOME or {KEYS_PATH_VARIABLE}")
    if sys.platform == "darwin":
        return Path(home, "Library", "Application Support", "zenml-keys")
    state = os.environ.get("XDG_STATE_HOME", "")
    # The XDG Base Directory Specification wants a relative path ignored.
    return Path(state if os.path.isabs(state) else os.path.join(home, ".local", "state"), "zenml", "keys")


def _check_place(folder: Path) -> None:
    """Refuse a folder that is copied about together with what its keys open."""
    real = Path(os.path.realpath(folder))
    for around in (real, *real.parents):
        what = _shared_folder(around)
        if what:
            raise ConfigurationError(f"keys may not lie in {folder}: {around} is {what}", hint=_CHOOSE)


def _shared_folder(folder: Path) -> str | None:
    """Return what makes a folder one that is shared, committed or backed up; ``None`` if nothing does."""
    if os.path.exists(folder / "store.yaml") and os.path.exists(folder / "stacks"):
        return "the store of a profile"
    if os.path.exists(folder / ".zen" / "config.yaml"):
        return "a ZenML repository"
    if os.path.exists(folder / ".git"):
        return "a git repository"
    if str(folder) == os.path.realpath(local_store_folder("any").parent.parent):
        return "the configuration folder, which a backup contains"
    return None


def _hide_from_git(folder: Path) -> None:
    """Write a ``.gitignore``, should the folder become part of a git repository; one of the user's stays.

    In place, so that a killed process leaves no other file where nobody would clean up.
    """
    path = folder / ".gitignore"
    with explained_writing(path):
        if not path.exists() or not path.stat().st_size:
            path.touch(PRIVATE_FILE)
            path.write_bytes(_IGNORE_ALL)


def _check_privacy(path: Path, mode: int) -> None:
    """Refuse a key that others than its owner may have read, as ssh does.

    Raises:
        NotPermittedError: with the command that takes their rights away.
    """
    if mode & _OF_OTHERS:
        problem = f"the key file {path} is open to others than its owner: its mode is {stat.S_IMODE(mode):04o}"
        raise NotPermittedError(problem, hint=f"chmod 600 {shlex.quote(str(path))}")
