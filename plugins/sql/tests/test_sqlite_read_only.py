from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from ordinary_user import as_an_ordinary_user
from sqlite_history import DEAD, a_run, open_store, record_whole_run

from zenml.errors import NotPermittedError
from zenml_sql import sqlite_read_only
from zenml_sql.databases import close_connections

UNWRITABLE = "the metadata database {path} cannot be written (check the owner and the mode of the file and its folder)"
UNREADABLE = (
    "the metadata database {path} cannot be opened"
    " (check that it is a file, and the owner and the mode of it and its folder)"
)
HISTORY: object = ([], ["first completed", "dead initializing"], ["training"])
NOTHING: object = ([], [], [])


@pytest.fixture
def others_folder() -> Iterator[Path]:
    """Return a folder that every user can enter, unlike those of pytest."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o700)
    shutil.rmtree(folder)


@pytest.fixture
def path(others_folder: Path) -> Path:
    """Return a database of somebody else with one whole run and one whose process died."""
    path = others_folder / "metadata.db"
    store = open_store(path)
    record_whole_run(store, "first")
    store.create_run(a_run("dead", process=DEAD), [])
    return path


def may_only_read(path: Path) -> None:
    for file in path.parent.iterdir():
        file.chmod(0o444)
    path.parent.chmod(0o555)


def what_is_read(path: Path) -> object:
    store = open_store(path)
    marked = store.sweep_dead_runs()
    return marked, [f"{run.name} {run.status}" for run in store.list_runs()], store.list_pipelines()


def what_is_read_twice(path: Path) -> object:
    return what_is_read(path), what_is_read(path)


def test_a_database_that_nobody_has_open_is_read_as_it_is(path: Path) -> None:
    close_connections()
    may_only_read(path)
    before = sorted(path.parent.iterdir())
    assert as_an_ordinary_user(what_is_read_twice, path) == (HISTORY, HISTORY)
    assert sorted(path.parent.iterdir()) == before


def test_a_database_that_another_process_has_open_is_read_with_its_last_change(path: Path) -> None:
    assert path.with_name("metadata.db-wal").stat().st_size > 0
    may_only_read(path)
    assert as_an_ordinary_user(what_is_read, path) == HISTORY


@pytest.mark.parametrize("missing", ["metadata.db", "stores/history/metadata.db"])
def test_where_no_database_can_be_made_nothing_happened_yet(others_folder: Path, missing: str) -> None:
    others_folder.chmod(0o555)
    assert as_an_ordinary_user(what_is_read_twice, others_folder / missing) == (NOTHING, NOTHING)
    assert list(others_folder.iterdir()) == []


def test_an_empty_file_is_an_empty_database(others_folder: Path) -> None:
    path = others_folder / "metadata.db"
    path.touch()
    may_only_read(path)
    assert as_an_ordinary_user(what_is_read, path) == NOTHING


@pytest.mark.parametrize(
    ("file_mode", "folder_mode", "refusal"), [(0o444, 0o777, UNWRITABLE), (0o000, 0o755, UNREADABLE)]
)
def test_a_database_that_may_not_be_written_is_named(
    others_folder: Path, file_mode: int, folder_mode: int, refusal: str
) -> None:
    path = others_folder / "metadata.db"
    record_whole_run(open_store(path), "first")
    close_connections()
    path.chmod(file_mode)
    others_folder.chmod(folder_mode)
    assert as_an_ordinary_user(_record, path) == refusal.format(path=path)


def test_a_database_that_may_not_be_made_is_named(others_folder: Path) -> None:
    others_folder.chmod(0o555)
    path = others_folder / "metadata.db"
    assert as_an_ordinary_user(_record, path) == UNWRITABLE.format(path=path)


def test_a_folder_that_may_not_be_entered_is_named(others_folder: Path) -> None:
    others_folder.chmod(0o600)
    path = others_folder / "metadata.db"
    assert as_an_ordinary_user(_record, path) == (
        f"cannot open the metadata database {path}: Permission denied (check its folder's owner and mode)"
    )


def test_a_database_that_would_have_to_be_upgraded_is_not_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    close_connections()
    monkeypatch.setattr(sqlite_read_only, "REVISION", "0003")
    monkeypatch.setattr("zenml_sql.revisions.REVISION", "0003")
    with pytest.raises(NotPermittedError) as caught:
        sqlite_read_only.open_to_read(path, 1.0)
    assert str(caught.value) == (
        f"the metadata database {path} has revision 0002, must be upgraded to 0003 and cannot be written"
        " (use it once as a user who may write it and its folder)"
    )


def _record(path: Path) -> None:
    record_whole_run(open_store(path), "second")
