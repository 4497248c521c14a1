"""Write files whole or not at all, and keep paths inside their root."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from zenml.errors import ConfigurationError, NotPermittedError, ZenMLError

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
TEMPORARY_SUFFIX = ".zenml-tmp"
NOTHING_CHANGED = "nothing was changed"
NOT_SYNCED = "it was changed, but a power cut may undo that"


def write_atomically(path: Path, data: bytes) -> None:
    """Replace ``path`` by ``data``, mode 0600: after a crash either the old or the new file is there.

    The temporary file stands beside the target, so that the rename stays within one file system;
    file and folder are synced to disk before this returns.

    Raises:
        ZenMLError: the disk is full, read-only or not writable; the old file is untouched. Only where the
            folder cannot be synced, the new file is there, and the hint says so.
    """
    temporary = _temporary_name(path)
    with explained_writing(path):
        try:
            _write_synced(temporary, data)
            os.replace(temporary, path)
        except BaseException:
            _remove(temporary)
            raise
    with explained_writing(path, NOT_SYNCED):
        sync_folder(path.parent)


def create_atomically(path: Path, data: bytes) -> bool:
    """Make a file of mode 0600 unless there is one, and say whether this call made it, whole and synced to disk.

    Of many processes that try, also right before a power cut, one makes it.

    Raises:
        ZenMLError: the disk is full, read-only or not writable.
    """
    temporary = _temporary_name(path)
    with explained_writing(path):
        try:
            _write_synced(temporary, data)
            os.link(temporary, path)
        except FileExistsError:
            return False
        finally:
            _remove(temporary)
    with explained_writing(path, NOT_SYNCED):
        sync_folder(path.parent)
    return True


def delete_durably(path: Path) -> None:
    """Remove a file, and sync its folder so that a crash does not bring it back."""
    with explained_writing(path):
        os.unlink(path)
    with explained_writing(path, NOT_SYNCED):
        sync_folder(path.parent)


def make_private_folder(path: Path) -> Path:
    """Make a folder and its missing parents, each with mode 0700, and return it."""
    with explained_writing(path):
        missing = [folder for folder in (path, *path.parents) if not folder.exists()]
        for folder in reversed(missing):
            with suppress(FileExistsError):  # another process was faster
                os.mkdir(folder, mode=PRIVATE_FOLDER)
            sync_folder(folder.parent)
    return path


def sync_folder(folder: Path | str) -> None:
    """Make renames and removals in ``folder`` survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_leftovers(folder: Path) -> None:
    """Remove temporary files that a killed writer left behind; call it under the folder's lock."""
    for name in os.listdir(folder):
        if name.startswith(".") and name.endswith(TEMPORARY_SUFFIX):
            _remove(folder / name)


def safe_join(root: str, *parts: str) -> str:
    """Join ``parts`` below ``root`` and refuse whatever would leave it.

    Works on local paths and on URLs such as ``s3://bucket/prefix``; looks at the text only, so a caller
    that follows symbolic links checks those itself.

    Raises:
        ConfigurationError: a part is absolute, climbs with ``..``, or has a NUL or backslash.
    """
    segments: list[str] = []
    for part in parts:
        if part.startswith("/") or "\\" in part or "\0" in part or "://" in part:
            raise ConfigurationError(f"path {part!r} must be relative and inside {root}")
        segments += [segment for segment in part.split("/") if segment not in ("", ".")]
    if ".." in segments:
        raise ConfigurationError(f"path {'/'.join(parts)!r} leaves {root}")
    return "/".join([root.rstrip("/"), *segments])


def real_path(path: Path) -> Path:
    """Return a path with every link in it followed, whether or not anything is there."""
    return Path(os.path.realpath(path))


def remove_tree(path: Path) -> None:
    """Remove a file, or a folder with all that is in it; of a link, only the link goes.

    Raises:
        OSError: something may not be removed.
    """
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _temporary_name(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}-{os.urandom(4).hex()}{TEMPORARY_SUFFIX}")


def _write_synced(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE_FILE)
    try:
        while data:  # a disk that is nearly full takes a part, and says at the next one that it is full
            data = data[os.write(descriptor, data) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(path: Path) -> None:
    with suppress(FileNotFoundError):
        os.unlink(path)


@contextmanager
def explained_writing(path: Path, outcome: str = NOTHING_CHANGED) -> Iterator[None]:
    """Turn an operating-system error while ``path`` is written into one line, and say what it leaves behind.

    Raises:
        NotPermittedError: it may not be written.
        ZenMLError: it could not be, because the disk is full, for example.
    """
    try:
        yield
    except OSError as error:
        reason = f"cannot write {path}: {error.strerror or error}"
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise NotPermittedError(reason, hint=f"{outcome}; check its owner and mode") from error
        raise ZenMLError(reason, hint=outcome) from error
