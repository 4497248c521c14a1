from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlite_history import a_run, open_store, record_whole_run

from zenml.errors import ConfigurationError, StoreUnreachableError, ZenMLError
from zenml_sql import sqlite_database
from zenml_sql.databases import close_connections
from zenml_sql.metadata_store import SQLiteMetadataStore


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "metadata.db"


def test_a_file_that_is_no_database_is_named_and_not_touched(path: Path) -> None:
    path.write_text("these are notes, not tables\n" * 100)
    with pytest.raises(ConfigurationError) as caught:
        open_store(path).list_runs()
    assert str(caught.value) == (
        f"{path} is not a SQLite database"
        " (nothing was changed; move the file away or give the metadata store another uri)"
    )
    assert isinstance(caught.value.__cause__, sqlite3.DatabaseError)
    assert path.read_text() == "these are notes, not tables\n" * 100


def test_a_damaged_database_is_named(path: Path) -> None:
    store = open_store(path)
    record_runs(store, 50)
    close_connections()
    whole = path.read_bytes()
    cut = path.with_name("cut.db")
    cut.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ConfigurationError) as caught:
        open_store(cut).list_runs()
    assert str(caught.value) == (
        f"the metadata database {cut} is damaged (nothing was changed; restore it from a backup or move it away)"
    )


def test_a_folder_in_the_place_of_the_file_cannot_be_opened(path: Path) -> None:
    path.mkdir()
    with pytest.raises(StoreUnreachableError) as caught:
        open_store(path).list_runs()
    assert str(caught.value) == (
        f"the metadata database {path} cannot be opened"
        " (check that it is a file, and the owner and the mode of it and its folder)"
    )


def test_a_file_in_the_place_of_the_folder_is_named(path: Path) -> None:
    path.write_text("")
    with pytest.raises(ZenMLError) as caught:
        open_store(path / "metadata.db").list_runs()
    assert str(path) in str(caught.value)
    assert "Not a directory" in str(caught.value)


def test_a_lock_that_another_process_keeps_is_reported_after_the_timeout(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_database, "BUSY_TIMEOUT_SECONDS", 0.05)
    store = open_store(path)
    store.list_runs()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnreachableError) as caught:
            store.create_run(a_run(), [])
        assert store.list_runs() == []
    assert str(caught.value) == (
        f"another process keeps the metadata database {path} locked (wait for it or end it, then try again)"
    )
    assert isinstance(caught.value.__cause__, sqlite3.OperationalError)
    store.create_run(a_run(), [])
    assert store.list_runs() == [a_run()]


def test_a_full_disk_is_named_and_what_was_there_stays(path: Path) -> None:
    store = open_store(path)
    record_whole_run(store, "first")
    engine = store.database.engine
    engine.dispose()
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count = 1"))
    with pytest.raises(StoreUnreachableError) as caught:
        record_runs(store, 100)
    assert str(caught.value) == (
        f"there is no space left to write the metadata database {path} (free some space, then try again)"
    )
    assert store.list_runs()[0].name == "first"


def test_no_message_shows_a_statement_or_its_values(path: Path) -> None:
    store = open_store(path)
    store.list_runs()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE ms_step_outputs")
        connection.execute("DROP INDEX ix_ms_runs_name")
        connection.execute("ALTER TABLE ms_runs RENAME COLUMN name TO title")
        connection.commit()
    with pytest.raises(StoreUnreachableError) as caught:
        store.create_run(a_run("CANARY"), [])
    assert str(caught.value) == f"the metadata database {path} refused: table ms_runs has no column named name"
    assert not isinstance(caught.value.__cause__, ZenMLError)


def record_runs(store: SQLiteMetadataStore, number: int) -> None:
    for name in range(number):
        record_whole_run(store, f"run {name}")
