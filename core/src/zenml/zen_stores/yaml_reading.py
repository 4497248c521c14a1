"""Read the files of a YAML store, as they will be once an interrupted change is finished.

Readers take no lock. Whoever changes several files first writes all of the change into one file, the
journal; from then on the change has happened. A reader that finds a journal, because its writer is still
at work or died, takes what it says for what the files hold.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from zenml.errors import ConfigurationError, StoreUnreachableError
from zenml.fields import Fields
from zenml.zen_stores.yaml_layout import (
    FOLDERS,
    FORMAT_VERSION,
    STORE_FILE,
    SUFFIX,
    Changes,
    check_content,
    is_file_of_store,
)

JOURNAL_FILE = ".journal.yaml"


def is_store(root: Path) -> bool:
    """Say whether there is a YAML store in a folder."""
    return os.path.exists(root / STORE_FILE)


def check_store(root: Path) -> None:
    """Check that there is a store in a folder, which this version can read.

    Raises:
        StoreUnreachableError: there is none, or none any more.
        ConfigurationError: its file is damaged, or a newer version of the product made it.
    """
    check_version(root)
    is_going = pending_changes(root).get(STORE_FILE, {}) is None
    if is_going or not is_store(root):
        raise StoreUnreachableError(
            f"there is no store in {root}: {STORE_FILE} is missing",
            hint="restore the folder, or choose another profile",
        )


def check_version(root: Path) -> None:
    """Check that this version can read the store in a folder, if there is one.

    Raises:
        ConfigurationError: its file is damaged, or a newer version of the product made it.
    """
    with suppress(FileNotFoundError):
        Fields.read(root / STORE_FILE).check_version(FORMAT_VERSION, "the store")


def read_file(root: Path, name: str) -> Fields | None:
    """Return what one file of a store holds, ``None`` if there is no such file."""
    return _read_file(root, name, _pending_files(root))


def read_folder(root: Path, folder: str) -> Iterator[tuple[str, Fields]]:
    """Return each file in a folder of a store and what it holds, in alphabetical order of their names."""
    pending = _pending_files(root)
    found = {f"{folder}/{name}" for name in files_in(root / folder)}
    found.update(name for name in pending if name.startswith(f"{folder}/"))
    by_stem = sorted(found, key=lambda name: name.removesuffix(SUFFIX))
    contents = ((name, _read_file(root, name, pending)) for name in by_stem)
    return ((name, content) for name, content in contents if content is not None)


def pending_changes(root: Path) -> Changes:
    """Return the change that the journal holds, which is empty most of the time.

    Raises:
        ConfigurationError: the journal is damaged, or would change what is not the store's.
    """
    return {name: None if fields is None else fields.document for name, fields in _pending_files(root).items()}


def files_in(folder: Path) -> list[str]:
    """Return the names of the files in a folder of a store, in no order; none if there is no such folder."""
    try:
        names = os.listdir(folder)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise ConfigurationError(f"cannot read {folder}: {error.strerror}") from error
    return [name for name in names if name.endswith(SUFFIX) and not name.startswith(".")]


def own_files(root: Path) -> list[str]:
    """Return the paths of all files of a store, whatever they hold: what names others first, its own file last.

    A folder that is a link leads to what is somebody else's.
    """
    folders = [folder for folder in FOLDERS if not (root / folder).is_symlink()]
    paths = (f"{folder}/{name}" for folder in folders for name in sorted(files_in(root / folder)))
    return [*(path for path in paths if is_file_of_store(path) and os.path.isfile(root / path)), STORE_FILE]


def check_free(root: Path) -> None:
    """Check that a folder which is no store holds no files that would become part of one.

    Raises:
        ConfigurationError: it does.
    """
    foreign = [] if is_store(root) or pending_changes(root) else own_files(root)[:-1]
    if foreign:
        raise ConfigurationError(
            f"no store can be made in {root}: it holds {foreign[0]}, which is not of a store",
            hint=f"name an empty folder; if it was a store, restore its {STORE_FILE}",
        )


def last_changes(root: Path, folders: Iterable[str]) -> list[int]:
    """Return what differs once a file in these folders of a store was changed, or several of it at once."""
    return [_changed_ns(root), *(_changed_ns(root / folder) for folder in folders)]


def _pending_files(root: Path) -> Mapping[str, Fields | None]:
    """Return what files shall hold as the journal says it, ``None`` for those that shall go."""
    try:
        fields = Fields.read(root / JOURNAL_FILE)
    except FileNotFoundError:
        return {}
    fields.check_version(FORMAT_VERSION, "the journal")
    changes = fields.section("changes")
    return {name: _pending_file(changes, name) for name in changes.document}


def _pending_file(changes: Fields, name: str) -> Fields | None:
    if not is_file_of_store(name):  # a store may have come with a stranger's repository
        raise changes.error(f"{name!r:.80} is no file of a store", name)
    if changes.document[name] is None:
        return None
    fields = changes.section(name)
    check_content(name, fields)
    return fields


def _read_file(root: Path, name: str, pending: Mapping[str, Fields | None]) -> Fields | None:
    if name in pending:
        return pending[name]
    try:
        return Fields.read(root / name)
    except FileNotFoundError:
        return None


def _changed_ns(folder: Path) -> int:
    """Return when something was put into a folder or taken away, as renaming a new file into its place does."""
    try:
        return os.stat(folder).st_mtime_ns
    except OSError:
        return 0
