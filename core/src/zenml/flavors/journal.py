"""Note which plugin is being imported, so that the next process knows which one ended this process.

Each process that imports plugins holds a locked file of its own in the cache folder: the operating system
frees the lock when the process dies, however it dies, so a locked file accuses nobody. Its lines are the
*edition* of a plugin before its import and ``done`` after it; a line behind an edition is a verdict.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from zenml.errors import ZenMLError
from zenml.files import PRIVATE_FILE, make_private_folder

_PREFIX = "importing-"
_DONE = "done"
_EDITION_BEGINS = "["


class Accusation:
    """Hold the last note of a process that died while it imported a plugin."""

    def __init__(self, file: Path, edition: str, verdict: str) -> None:
        self._file = file
        self.edition = edition
        self.verdict = verdict
        """How the plugin ends a process; empty as long as nobody has made sure."""

    def convict(self, verdict: str) -> None:
        """Keep the verdict for as long as the note lies there."""
        with contextlib.suppress(OSError), self._file.open("a", encoding="utf-8") as file:
            file.write(f"{verdict}\n")

    def drop(self) -> None:
        """Forget the note."""
        with contextlib.suppress(OSError):
            self._file.unlink(missing_ok=True)


class Journal:
    """Write this process's notes, and read those of processes that died.

    Where the folder cannot be written, nothing is noted; ``folder=None`` neither writes nor reads.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._path: Path | None = None
        self._descriptor = -1

    def __enter__(self) -> Journal:
        with contextlib.suppress(OSError, ZenMLError):
            self._open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._path is not None:
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)
            os.close(self._descriptor)

    @contextlib.contextmanager
    def importing(self, edition: str) -> Iterator[None]:
        """Note one plugin for as long as the block lasts; an exception means that the process lives."""
        self._note(edition)
        try:
            yield
        finally:
            self._note(_DONE)

    def accusations(self) -> list[Accusation]:
        """Return what dead processes were importing when they died."""
        files = sorted(self._folder.glob(f"{_PREFIX}*")) if self._folder else []
        return [accusation for file in files if file != self._path and (accusation := _accusation_in(file))]

    def _open(self) -> None:
        if self._folder is None:
            return
        path = make_private_folder(self._folder) / f"{_PREFIX}{os.getpid()}-{os.urandom(4).hex()}"
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, PRIVATE_FILE)
        self._path = path
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)

    def _note(self, line: str) -> None:
        """Append a line; it needs no sync, since what a dead process wrote stays, and a power cut accuses nobody."""
        if self._path is not None:
            with contextlib.suppress(OSError):
                os.write(self._descriptor, f"{line}\n".encode())


def _accusation_in(file: Path) -> Accusation | None:
    lines = _lines_of_dead(file)
    if not lines:  # alive, or so young that nothing is noted and nothing locked
        return None
    editions = [number for number, line in enumerate(lines) if line.startswith(_EDITION_BEGINS)]
    last = editions[-1] if editions else 0
    accusation = Accusation(file, lines[last], "".join(lines[last + 1 : last + 2]))
    if accusation.verdict == _DONE:
        accusation.drop()
        return None
    return accusation


def _lines_of_dead(file: Path) -> list[str]:
    try:
        with file.open("rb") as notes:
            fcntl.flock(notes, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return notes.read().decode(errors="replace").splitlines()
    except OSError:  # locked by a process that lives, gone meanwhile, or somebody else's
        return []
