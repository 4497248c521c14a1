"""Write files that appear whole when they are closed, and not at all before."""

from __future__ import annotations

import errno
import io
import os
import warnings
from collections.abc import Iterable
from contextlib import suppress
from types import TracebackType

from zenml.files import PRIVATE_FILE, PRIVATE_FOLDER, TEMPORARY_SUFFIX, sync_folder


class NewFile(io.BufferedWriter):
    """Take the bytes of a file under a temporary name beside it.

    ``close`` syncs them to disk and gives them their name; whoever reads meanwhile sees the old file or none.
    An exception inside ``with``, a failure to write, or a writer that is dropped unclosed discards them.
    """

    def __init__(self, raw: io.FileIO, target: str, *, overwrite: bool, changed_folders: Iterable[str]) -> None:
        super().__init__(raw)
        self._temporary = str(raw.name)
        self._target = target
        self._overwrite = overwrite
        self._changed_folders = (os.path.dirname(target), *changed_folders)

    def close(self) -> None:
        """Publish the file; a second call does nothing.

        Raises:
            OSError: the disk is full, or the target exists and may not be overwritten; nothing was published.
        """
        if self.closed:
            return
        try:
            self.flush()
            os.fsync(self.fileno())
            super().close()
            move(self._temporary, self._target, overwrite=self._overwrite)
        except BaseException:
            self.discard()
            raise
        sync(self._changed_folders)

    def discard(self) -> None:
        """Drop what was written."""
        self.raw.close()
        with suppress(FileNotFoundError):
            os.unlink(self._temporary)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.discard()

    def __del__(self) -> None:
        # io's own finalizer would close, that is publish, a file whose writer never finished.
        if not self.closed:
            self.discard()
            message = f"{self._target} was never closed, so it was not written"
            warnings.warn(message, ResourceWarning, stacklevel=2, source=self)


class NewTextFile(io.TextIOWrapper):
    """Take the text of a file, in UTF-8, under the rules of ``NewFile``."""

    def __init__(self, file: NewFile) -> None:
        super().__init__(file, encoding="utf-8")
        self._file = file

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self._file.discard()

    def __del__(self) -> None:
        # The text still held here must not be flushed; the file below discards itself.
        return


def new_file(target: str, *, overwrite: bool = True) -> NewFile:
    """Begin a file of mode 0600 at ``target``, in a folder that is made if it is missing.

    Raises:
        OSError: ``target`` is a folder, or nothing can be written beside it.
    """
    if os.path.isdir(target):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), target)
    folder = os.path.dirname(target)
    changed_folders = make_folders(folder)
    # Not made from the target's name, which may already be as long as a file system allows.
    temporary = os.path.join(folder, f".{os.getpid()}-{os.urandom(8).hex()}{TEMPORARY_SUFFIX}")
    raw = io.FileIO(temporary, "xb", opener=_open_privately)
    return NewFile(raw, target, overwrite=overwrite, changed_folders=changed_folders)


def make_folders(folder: str) -> list[str]:
    """Make a folder and its missing parents, mode 0700, and return the folders that have a new entry.

    The caller syncs these once it is done: one after the other at the end costs a fraction of each at once.
    """
    if os.path.isdir(folder):
        return []
    parent = os.path.dirname(folder)
    changed_folders = make_folders(parent)
    try:
        os.mkdir(folder, PRIVATE_FOLDER)
    except FileExistsError as error:
        if not os.path.isdir(folder):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), folder) from error
    return [parent, *changed_folders]


def move(source: str, target: str, *, overwrite: bool) -> None:
    """Give a file another name in one step; without ``overwrite`` an existing target is a FileExistsError."""
    if overwrite:
        os.replace(source, target)
    else:
        # A rename would replace what another process may have put there since anybody looked.
        os.link(source, target)
        os.unlink(source)


def sync(folders: Iterable[str]) -> None:
    """Make new, moved and removed entries of ``folders`` survive a power cut."""
    for folder in folders:
        sync_folder(folder)


def is_unfinished(name: str) -> bool:
    """Say whether this is the temporary name of a file that is being written, or whose writer was killed."""
    return name.startswith(".") and name.endswith(TEMPORARY_SUFFIX)


def _open_privately(path: str, flags: int) -> int:
    return os.open(path, flags, PRIVATE_FILE)
