"""Change several files of a YAML store as one; every function is called under the store's lock.

The whole change is first written into one file, the journal: from then on it has happened, for readers at once,
and for the files as soon as somebody could write them.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from zenml.documents.writing import write_document
from zenml.errors import ConfigurationError, ZenMLError
from zenml.fields import Fields
from zenml.files import NOT_SYNCED, NOTHING_CHANGED, delete_durably, make_private_folder
from zenml.zen_stores.yaml_layout import FORMAT_VERSION, Changes, check_content
from zenml.zen_stores.yaml_reading import JOURNAL_FILE, pending_changes


def finish_interrupted_change(root: Path) -> None:
    """Finish the change of a process that died in it, or could not write all of it."""
    changes = pending_changes(root)
    if not changes:
        return
    _refuse_links(root, changes)
    try:
        _apply(root, changes)
        delete_durably(root / JOURNAL_FILE)
    except ZenMLError as error:
        problem = f"an earlier change is noted in {root / JOURNAL_FILE}, but cannot be finished: {error.message}"
        raise type(error)(problem, hint="nothing else was changed; let it be written, then try again") from error


def make_change(root: Path, changes: Changes) -> None:
    """Make a change; one of several files is first noted, whole, in the journal.

    Raises:
        ConfigurationError: a file would hold what no reader understands; nothing was changed.
        ZenMLError: a file could not be written. Before the first file nothing was changed; later the change
            has happened for every reader, the next writer finishes it, and the error says so.
    """
    _refuse_links(root, changes)
    for name, document in changes.items():
        if document is not None:
            check_content(name, Fields(root / name, dict(document)))
    if len(changes) <= 1:
        _apply(root, changes)
        return
    journal, first = root / JOURNAL_FILE, root / next(iter(changes))
    before = _content_of(first)
    try:
        write_document(journal, {"version": FORMAT_VERSION, "changes": dict(changes)})
        _apply(root, changes)
        delete_durably(journal)
    except ZenMLError as error:
        is_untouched = _content_of(first) == before
        if is_untouched and _is_taken_back(journal):
            raise type(error)(error.message, hint=error.hint.replace(NOT_SYNCED, NOTHING_CHANGED)) from error
        hint = "the change is noted: let the file be written, and the next command that changes this store finishes it"
        raise type(error)(error.message, hint=hint) from error


def _is_taken_back(journal: Path) -> bool:
    """Remove a journal of which nothing was done yet, and return whether it is gone."""
    with suppress(FileNotFoundError, ZenMLError):
        delete_durably(journal)
    return not journal.exists()


def _content_of(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None


def _apply(root: Path, changes: Changes) -> None:
    for name in changes:
        _apply_one(root, name, changes)


def _apply_one(root: Path, name: str, changes: Changes) -> None:
    path, document = root / name, changes[name]
    if document is not None:
        make_private_folder(path.parent)
        write_document(path, document, like=_file_renamed(root, name, changes))
    elif path.exists():
        delete_durably(path)


def _file_renamed(root: Path, name: str, changes: Changes) -> Path | None:
    """Return the file that gets this name, so that its comments move along: the one that goes from the same folder."""
    folder, _, _ = name.rpartition("/")
    going = [other for other in changes if changes[other] is None and other.rpartition("/")[0] == folder]
    return root / going[0] if len(going) == 1 else None


def _refuse_links(root: Path, changes: Changes) -> None:
    """Refuse to write through a link: a store may have come with a stranger's repository."""
    for folder in {(root / name).parent for name in changes} - {root}:
        if folder.is_symlink():
            problem = f"{folder} is a link, and a store writes into its own folders only"
            raise ConfigurationError(problem, hint="nothing was changed; put a folder there")
