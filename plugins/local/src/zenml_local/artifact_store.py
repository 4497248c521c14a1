"""Keep artifacts in a folder of this machine."""

from __future__ import annotations

import errno
import glob
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, ClassVar
from urllib.parse import unquote

from pydantic import Field, field_validator

from zenml.artifact_stores import BaseArtifactStore
from zenml.components import local_store_folder
from zenml.files import PRIVATE_FOLDER
from zenml_local.new_files import NewTextFile, is_unfinished, make_folders, move, new_file, sync

_FILE_SCHEME = "file://"
_COPIED_BYTES = 1024 * 1024


class LocalArtifactStore(BaseArtifactStore):
    """Keep artifacts on a disk or share that this machine has mounted.

    Files have mode 0600, folders 0700. A file appears whole, synced to disk, when its writer closes it. Paths
    that leave the root, be it by ``..`` or by a symbolic link, are refused with a ``PermissionError``.
    """

    FLAVOR: ClassVar[str] = "local"
    SUPPORTED_SCHEMES: ClassVar[set[str]] = {"", _FILE_SCHEME}

    path: str = Field(
        default_factory=lambda data: str(local_store_folder(data["uuid"])),
        description="Root folder, a path or a file:// URI; a relative one is resolved when it is registered. "
        "Default: local_stores/<uuid> in the configuration folder",
    )

    @field_validator("path", mode="before")
    @classmethod
    def _path_is_absolute(cls, path: object) -> object:
        """Return a plain, absolute path: a relative one would name another folder from every working folder."""
        if not isinstance(path, str) or ("://" in path and not path.startswith(_FILE_SCHEME)):
            return path  # the checks of the base class say what is wrong
        plain = _without_scheme(path)
        if not plain or "\0" in plain:
            raise ValueError("must name a folder")
        return os.path.abspath(os.path.expanduser(plain))

    @property
    def local_path(self) -> Path | None:
        return Path(self.path)

    def open(self, path: str, mode: str = "r") -> IO[Any]:
        real = self._real(path)
        if mode in ("r", "rb"):
            return open(real, mode, encoding=None if "b" in mode else "utf-8")
        if mode not in ("w", "wb", "a", "ab"):
            raise ValueError(f"mode {mode!r} must be one of r, w, a, rb, wb, ab")
        file = new_file(real)
        if "a" in mode and os.path.exists(real):
            _copy(real, file)
        return file if "b" in mode else NewTextFile(file)

    def exists(self, path: str) -> bool:
        return os.path.exists(self._real(path))

    def isdir(self, path: str) -> bool:
        return os.path.isdir(self._real(path))

    def listdir(self, path: str) -> list[str]:
        return _visible(os.listdir(self._real(path)))

    def glob(self, pattern: str) -> list[str]:
        root = self.path.rstrip("/")
        plain = self._plain(pattern)
        if not plain.startswith(f"{root}/"):
            raise self._refusal(pattern)
        # The root is not part of the pattern, since its name may hold a bracket.
        found = glob.iglob(plain[len(root) + 1 :], root_dir=self.path, recursive=True)
        paths = {f"{root}/{name}".rstrip("/") for name in found if not is_unfinished(os.path.basename(name))}
        return sorted(path for path in paths if self._is_inside(os.path.realpath(path)))

    def mkdir(self, path: str) -> None:
        entry = self._entry(path)
        os.mkdir(entry, PRIVATE_FOLDER)
        sync([os.path.dirname(entry)])

    def makedirs(self, path: str) -> None:
        sync(make_folders(self._real(path)))

    def remove(self, path: str) -> None:
        entry = self._entry(path)
        _refuse_folder(entry)
        os.unlink(entry)
        sync([os.path.dirname(entry)])

    def rmtree(self, path: str) -> None:
        entry = self._entry(path)
        shutil.rmtree(entry)
        sync([os.path.dirname(entry)])

    def rename(self, source: str, target: str, overwrite: bool = False) -> None:
        old, new = self._entry(source), self._entry(target)
        _refuse_folder(old)
        changed_folders = make_folders(os.path.dirname(new))
        move(old, new, overwrite=overwrite)
        sync([os.path.dirname(new), *changed_folders, os.path.dirname(old)])

    def copyfile(self, source: str, target: str, overwrite: bool = False) -> None:
        old, new = self._real(source), self._real(target)
        if not overwrite and os.path.exists(new):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), target)
        _refuse_folder(old)
        with new_file(new, overwrite=overwrite) as file:
            _copy(old, file)

    def stat(self, path: str) -> dict[str, Any]:
        real = self._real(path)
        found = os.stat(real)
        kind = "directory" if os.path.isdir(real) else "file"
        return {"size": found.st_size, "modified": found.st_mtime, "type": kind}

    def size(self, path: str) -> int:
        real = self._real(path)
        if not os.path.isdir(real):
            return os.stat(real).st_size
        return sum(os.lstat(f"{folder}/{name}").st_size for folder, _, names in self.walk(real) for name in names)

    def walk(self, path: str) -> Iterator[tuple[str, list[str], list[str]]]:
        real = self._real(path)
        top = self._plain(path)
        for folder, folders, names in os.walk(real, onerror=_raise_unless_gone):
            folders.sort()
            yield top + folder[len(real) :], list(folders), _visible(names)

    def _real(self, path: str) -> str:
        """Return where ``path`` lies once all symbolic links are followed.

        Raises:
            PermissionError: that is outside of the root.
        """
        plain = self._plain(path)
        if self._is_plainly_inside(plain):
            return plain
        real = os.path.realpath(plain)
        if not self._is_inside(real):
            raise self._refusal(path)
        return real

    def _entry(self, path: str) -> str:
        """Return the place of an entry that is itself to be moved or removed, even if it is a symbolic link."""
        plain = self._plain(path)
        if plain == self.path:
            return self._real(plain)
        return os.path.join(self._real(os.path.dirname(plain)), os.path.basename(plain))

    def _plain(self, path: str) -> str:
        """Return ``path`` in its plainest form; what is relative, climbs or no file system accepts is refused."""
        plain = _without_scheme(path)
        if not os.path.isabs(plain) or "\0" in plain or ".." in plain.split("/"):
            raise self._refusal(path)
        return os.path.normpath(plain)

    def _is_plainly_inside(self, plain: str) -> bool:
        """Say whether ``plain`` is the root, or below it with no symbolic link on the way down from there."""
        root = self.path.rstrip("/")
        if not plain.startswith(f"{root}/"):
            return plain == self.path
        ends = [end for end in range(len(root) + 1, len(plain)) if plain[end] == "/"]
        return not any(os.path.islink(plain[:end]) for end in [*ends, len(plain)])

    def _is_inside(self, real: str) -> bool:
        root = os.path.realpath(self.path)
        return real == root or real.startswith(root.rstrip("/") + "/")

    def _refusal(self, path: str) -> PermissionError:
        return PermissionError(errno.EPERM, f"not below the root {self.path} of artifact store {self.name!r}", path)


def _without_scheme(path: str) -> str:
    """Return the plain path of a ``file://`` URI (RFC 8089); any other path as it is."""
    if not path.startswith(_FILE_SCHEME):
        return path
    host, _, rest = path[len(_FILE_SCHEME) :].partition("/")
    if host not in ("", "localhost"):
        raise ValueError(f"must lie on this machine, not on the host {host!r}")
    return f"/{unquote(rest)}"


def _visible(names: list[str]) -> list[str]:
    return sorted(name for name in names if not is_unfinished(name))


def _refuse_folder(path: str) -> None:
    if os.path.isdir(path) and not os.path.islink(path):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)


def _copy(source: str, file: IO[bytes]) -> None:
    with open(source, "rb") as content:
        shutil.copyfileobj(content, file, _COPIED_BYTES)


def _raise_unless_gone(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError):
        raise error
