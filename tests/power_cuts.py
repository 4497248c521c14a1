"""Cut the power at any moment of what a program does to files, and see what a disk may hold then.

A disk keeps what was synced. What was not may be there, in part or not at all, and in any order:

* the bytes of a file, until ``fsync`` of that file: none, all, or torn at a block of 512 bytes;
* names in a folder (made, renamed, removed), until ``fsync`` of that folder: each one of them or not, so that a
  rename may be there before the bytes of the file that it names.

As ALICE (Pillai et al., OSDI 2014) and CrashMonkey (Mohan et al., OSDI 2018) do; links and permissions are left out.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from file_calls import watched

BLOCK = 512


@dataclass(frozen=True)
class Naming:
    """Say that a name in a folder leads to a file, by its number, to a folder (-1) or nowhere (``None``)."""

    folder: Path
    names: Mapping[Path, int | None]


@dataclass(frozen=True)
class Bytes:
    """Say that bytes were added to a file."""

    file: int
    data: bytes


@dataclass(frozen=True)
class Synced:
    """Say that a file, or the names in a folder, are on the disk."""

    what: int | Path


@dataclass(frozen=True)
class Mark:
    """Say that the program was told that a step is done."""

    step: int


FOLDER = -1
Event = Naming | Bytes | Synced | Mark
Disk = dict[Path, bytes | None]
"""What each path holds; ``None`` for a folder."""


@dataclass
class Recorder:
    """Note what a program does to the files below a folder, while it does it."""

    root: Path
    events: list[Event] = field(default_factory=list)
    _files: dict[Path, int] = field(default_factory=dict)
    _open: dict[int, int | Path] = field(default_factory=dict)
    _number: int = 0

    def record(self, step: Callable[[], object], number: int) -> None:
        """Make a step of the program, at whose end it was told that it is done."""
        with watched(self):
            step()
        self.events.append(Mark(number))

    def __call__(self, name: str, arguments: tuple[Any, ...], call: Callable[[], Any]) -> Any:
        is_new = name == "open" and not os.path.lexists(arguments[0])
        answer = call()
        note = getattr(self, f"_note_{name}", None)
        if note is not None:
            note(arguments, answer, is_new)
        return answer

    def _note_open(self, arguments: tuple[Any, ...], descriptor: int, is_new: bool) -> None:
        path = Path(os.path.abspath(arguments[0]))
        if not path.is_relative_to(self.root):
            return
        if os.path.isdir(path):
            self._open[descriptor] = path
            return
        if is_new:
            self._number += 1
            self._name(path.parent, {path: self._number})
        self._open[descriptor] = self._files.get(path, 0)

    def _note_write(self, arguments: tuple[Any, ...], count: int, _is_new: bool) -> None:
        file = self._open.get(arguments[0])
        if isinstance(file, int):
            self.events.append(Bytes(file, bytes(arguments[1][:count])))

    def _note_fsync(self, arguments: tuple[Any, ...], _answer: None, _is_new: bool) -> None:
        if arguments[0] in self._open:
            self.events.append(Synced(self._open[arguments[0]]))

    def _note_close(self, arguments: tuple[Any, ...], _answer: None, _is_new: bool) -> None:
        self._open.pop(arguments[0], None)

    def _note_replace(self, arguments: tuple[Any, ...], _answer: None, _is_new: bool) -> None:
        old, new = (Path(os.path.abspath(path)) for path in arguments)
        if new.is_relative_to(self.root):
            assert old.parent == new.parent, "between folders, a rename would be two namings"
            self._name(new.parent, {old: None, new: self._files[old]})

    _note_rename = _note_replace

    def _note_unlink(self, arguments: tuple[Any, ...], _answer: None, _is_new: bool) -> None:
        path = Path(os.path.abspath(arguments[0]))
        if path.is_relative_to(self.root):
            self._name(path.parent, {path: None})

    _note_remove = _note_rmdir = _note_unlink

    def _note_mkdir(self, arguments: tuple[Any, ...], _answer: None, _is_new: bool) -> None:
        path = Path(os.path.abspath(arguments[0]))
        if path.is_relative_to(self.root):
            self._name(path.parent, {path: FOLDER})

    def _name(self, folder: Path, names: Mapping[Path, int | None]) -> None:
        self.events.append(Naming(folder, names))
        self._files.update({path: number for path, number in names.items() if number is not None})


def disks_after(events: Sequence[Event], chance: random.Random) -> Iterator[Disk]:
    """Yield, for ever, what a disk may hold after a power cut behind the last of these events."""
    synced = {event.what: index for index, event in enumerate(events) if isinstance(event, Synced)}
    namings = [
        (index < synced.get(event.folder, -1), event) for index, event in enumerate(events) if isinstance(event, Naming)
    ]
    written: dict[int, list[tuple[bool, bytes]]] = {}
    for index, event in enumerate(events):
        if isinstance(event, Bytes):
            written.setdefault(event.file, []).append((index < synced.get(event.file, -1), event.data))
    while True:
        daring = chance.random()
        kept = [naming for is_sure, naming in namings if is_sure or chance.random() < daring]
        contents = {file: _torn(pieces, chance) for file, pieces in written.items()}
        made = {path for _, naming in namings for path, number in naming.names.items() if number == FOLDER}
        yield _as_disk(kept, contents, made)


def _torn(pieces: Sequence[tuple[bool, bytes]], chance: random.Random) -> bytes:
    """Return the bytes of a file that are there: all that are sure, and of the others as many blocks as it happens."""
    sure, whole = (sum(len(data) for is_sure, data in pieces if is_sure or both) for both in (False, True))
    cuts = [sure, *range(sure - sure % BLOCK + BLOCK, whole, BLOCK), whole]
    return b"".join(data for _, data in pieces)[: chance.choice(cuts)]


def _as_disk(namings: Sequence[Naming], contents: Mapping[int, bytes], made: Set[Path]) -> Disk:
    names: dict[Path, int | None] = {}
    for naming in namings:
        names.update(naming.names)
    there = {path: number for path, number in names.items() if number is not None}
    reachable = [path for path in sorted(there) if all(parent in there for parent in path.parents if parent in made)]
    return {path: None if there[path] == FOLDER else contents.get(there[path], b"") for path in reachable}


def write_disk(disk: Disk, root: Path, target: Path) -> None:
    """Make ``target`` what ``root`` is on such a disk."""
    for path, content in disk.items():
        place = target / path.relative_to(root)
        if content is None:
            place.mkdir(exist_ok=True)
        else:
            place.write_bytes(content)
