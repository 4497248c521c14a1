from __future__ import annotations

import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import NullPool, create_engine, event
from sqlite_history import a_run, an_artifact, end_of, open_store, record_whole_run, start_of, steps_of

from zenml.errors import ConfigurationError
from zenml.files import make_private_folder
from zenml_sql import revisions, sqlite_database, sqlite_upgrade
from zenml_sql.databases import close_connections
from zenml_sql.metadata_schema import REVISION

NEXT_REVISION = """
import sqlalchemy
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    with op.batch_alter_table("ms_runs", recreate="always") as table:
        table.add_column(sqlalchemy.Column("note", sqlalchemy.Text))
"""

FIRST_RELEASE = """
INSERT INTO ms_runs (id, name, pipeline, status, stack, user, runtime_configuration, started_at)
VALUES ('r', 'old', 'training', 'completed', 'default', 'default', '{}', 1);
INSERT INTO ms_steps (id, run_id, position, name, status, source, entrypoint_name, parameters, inputs, upstream)
VALUES ('s1', 'r', 0, 'load', 'completed', 'm:f', 'f', '{}', '{}', '[]'),
       ('s2', 'r', 1, 'load', 'completed', 'm:f', 'f', '{}', '{}', '[]');
INSERT INTO ms_artifacts
    (id, name, run_id, step_id, uri, artifact_store, type, materializer, files, created_at, metadata)
VALUES ('a1', 'output', 'r', 's1', 'runs/r/1', 'store', 'builtins:int', 'm:M', '[]', 2, '{}'),
       ('a2', 'output', 'r', 's2', 'runs/r/2', 'store', 'builtins:int', 'm:M', '[]', 1, '{}'),
       ('a3', 'extra', 'r', 's2', 'runs/r/3', 'store', 'builtins:int', 'm:M', '[]', 2, '{}')
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new" / "folder" / "metadata.db"


@pytest.fixture
def next_revision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this package be its next release, which adds a column."""
    scripts = tmp_path / "scripts 100%"
    shutil.copytree(sqlite_upgrade.SCRIPTS, scripts)
    (scripts / "versions" / "revision_0003.py").write_text(NEXT_REVISION)
    monkeypatch.setattr(sqlite_upgrade, "SCRIPTS", scripts)
    monkeypatch.setattr(sqlite_database, "REVISION", "0003")
    monkeypatch.setattr(revisions, "REVISION", "0003")


def rows(path: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def shape_of(path: Path) -> dict[str, Any]:
    """Return columns, indexes and references of each table; what is added later stands elsewhere in its SQL."""
    names = [name for [name] in rows(path, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    indexes = [name for [name] in rows(path, "SELECT name FROM sqlite_master WHERE type = 'index' ORDER BY name")]
    pragmas = ("table_xinfo", "index_list", "foreign_key_list")
    about_tables = {
        (name, pragma): sorted(row[1:] for row in rows(path, f"PRAGMA {pragma}({name})"))
        for name in names
        for pragma in pragmas
    }
    about_indexes = {name: rows(path, f"PRAGMA index_xinfo({name})") for name in indexes}
    return {"tables": about_tables, "indexes": about_indexes}


def test_tables_that_another_process_makes_between_two_questions_are_no_error(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/metadata.db", poolclass=NullPool)
    other = create_engine(f"sqlite:///{tmp_path}/metadata.db", poolclass=NullPool)

    @event.listens_for(engine, "handle_error", once=True)
    def make_tables(_context: object) -> None:
        with other.begin() as connection:
            revisions.create_tables(connection)

    with engine.connect() as connection:
        assert revisions.stored_revision(connection) == REVISION


def test_the_database_is_made_when_it_is_first_used_and_is_its_owners_alone(path: Path) -> None:
    store = open_store(path)
    assert not path.parent.exists()
    store.create_run(a_run(), [])
    modes = {found.name: stat.S_IMODE(found.stat().st_mode) for found in path.parent.iterdir()}
    assert modes == {
        ".metadata.db.lock": 0o600,
        "metadata.db": 0o600,
        "metadata.db-shm": 0o600,
        "metadata.db-wal": 0o600,
    }
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.parent.parent.stat().st_mode) == 0o700


def test_every_connection_waits_syncs_and_checks_references(path: Path) -> None:
    with open_store(path).database.reading() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}


def test_a_new_database_has_the_tables_that_the_migrations_make(path: Path, tmp_path: Path) -> None:
    open_store(path).list_runs()
    migrated = tmp_path / "migrated.db"
    with create_engine(f"sqlite:///{migrated}", poolclass=NullPool).begin() as connection:
        sqlite_upgrade.migrate(connection)
    assert shape_of(path) == shape_of(migrated)
    versions = "SELECT version_num FROM ms_alembic_version"
    assert rows(path, versions) == rows(migrated, versions) == [(REVISION,)]


def test_the_newest_migration_is_the_revision_that_new_databases_get() -> None:
    config = Config()
    config.set_main_option("script_location", str(sqlite_upgrade.SCRIPTS))
    assert ScriptDirectory.from_config(config).get_heads() == [REVISION]


def test_all_tables_and_indexes_bear_the_prefix_of_the_metadata_store(path: Path) -> None:
    open_store(path).list_runs()
    names = [name for [name] in rows(path, "SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")]
    assert [name for name in names if not name.startswith(("ms_", "ix_ms_"))] == []


def test_neither_making_nor_using_a_database_imports_alembic_and_using_one_imports_no_lock(path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from zenml_sql.metadata_store import SQLiteMetadataStore;"
        f"SQLiteMetadataStore(name='history', uri='sqlite:///{path}').list_runs();"
        "print([name for name in ('alembic', 'filelock') if name in sys.modules])"
    )
    said = [
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout for _ in "12"
    ]
    assert said == ["['filelock']\n", "[]\n"]


def test_a_database_of_others_keeps_what_it_holds(path: Path) -> None:
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE zs_stacks (name)")
        connection.execute("INSERT INTO zs_stacks VALUES ('prod')")
        connection.commit()
    store = open_store(path)
    store.create_run(a_run(), [])
    assert store.list_runs() == [a_run()]
    assert rows(path, "SELECT * FROM zs_stacks") == [("prod",)]


def test_a_database_in_another_journal_mode_is_switched_to_wal(path: Path) -> None:
    record_whole_run(open_store(path), "first")
    close_connections()
    restored = path.with_name("restored.db")
    rows(path, f"VACUUM INTO '{restored}'")
    assert rows(restored, "PRAGMA journal_mode") == [("delete",)]
    assert [run.name for run in open_store(restored).list_runs()] == ["first"]
    assert rows(restored, "PRAGMA journal_mode") == [("wal",)]


def test_a_file_that_was_replaced_while_it_was_open_is_opened_anew(path: Path) -> None:
    store = open_store(path)
    store.create_run(a_run("lost"), [])
    for file in path.parent.iterdir():
        file.unlink()
    store.create_run(a_run("kept"), [])
    assert [run.name for run in store.list_runs()] == ["kept"]
    close_connections()
    assert rows(path, "SELECT name FROM ms_runs") == [("kept",)]


def test_more_databases_than_are_kept_open_take_turns(tmp_path: Path) -> None:
    stores = [open_store(tmp_path / f"{number}.db") for number in range(10)]
    for _ in range(2):
        for number, store in enumerate(stores):
            store.create_run(a_run(f"run {len(store.list_runs())} of {number}"), [])
    assert [[run.name for run in store.list_runs()] for store in stores] == [
        [f"run 0 of {number}", f"run 1 of {number}"] for number in range(10)
    ]


def test_a_newer_database_is_refused_by_both_versions_and_not_touched(path: Path) -> None:
    open_store(path).create_run(a_run(), [])
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE ms_alembic_version SET version_num = '0003'")
        connection.commit()
    close_connections()
    before = path.read_bytes()
    copy = path.with_name("copy.db")
    copy.write_bytes(before)
    with pytest.raises(ConfigurationError) as caught:
        open_store(copy).list_runs()
    assert str(caught.value) == (
        f"the metadata database {copy} has revision 0003, this zenml-sql knows none after 0002"
        " (nothing was changed; upgrade the package zenml-sql)"
    )
    close_connections()
    assert copy.read_bytes() == before
    assert sorted(found.name for found in path.parent.iterdir()) == [".metadata.db.lock", "copy.db", "metadata.db"]


def test_an_older_database_is_upgraded_after_a_backup(path: Path, request: pytest.FixtureRequest) -> None:
    record_whole_run(open_store(path), "first")
    close_connections()
    request.getfixturevalue("next_revision")
    copy = path.with_name("copy.db")
    shutil.copy(path, copy)

    assert [run.name for run in open_store(copy).list_runs()] == ["first"]

    assert rows(copy, "SELECT version_num, note FROM ms_alembic_version, ms_runs") == [("0003", None)]
    assert rows(copy, "SELECT count(*) FROM ms_steps JOIN ms_runs ON ms_runs.id = run_id") == [(2,)]
    backup = copy.with_name("copy.db.backup-0002")
    assert rows(backup, "SELECT version_num, name FROM ms_alembic_version, ms_runs") == [("0002", "first")]
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_what_the_first_release_remembered_has_names_and_versions_after_the_upgrade(path: Path) -> None:
    make_private_folder(path.parent)
    with create_engine(f"sqlite:///{path}", poolclass=NullPool).begin() as connection:
        sqlite_upgrade.migrate(connection, "0001")
        for statement in FIRST_RELEASE.split(";"):
            connection.exec_driver_sql(statement)

    store = open_store(path)

    found = [(each.id, each.artifact_name, each.version, each.tags, each.preview) for each in store.list_artifacts()]
    assert found == [
        ("a2", "training.load.output", 1, (), None),
        ("a1", "training.load.output", 2, (), None),
        ("a3", "training.load.extra", 1, (), None),
    ]
    assert [(run.name, run.tags) for run in store.list_runs()] == [("old", ())]
    assert [(step.key_parts, step.skip_reason) for step in store.list_steps("r")] == [({}, None)] * 2
    store.create_run(a_run(), steps := steps_of(a_run(), "load"))
    store.start_step(start_of(steps[0]))
    store.finish_step(end_of(steps[0], artifacts=(an_artifact(steps[0]),)))
    assert store.output_artifacts(steps[0].id) == {"output": an_artifact(steps[0], version=3)}


def test_an_upgrade_that_fails_changes_nothing(path: Path, request: pytest.FixtureRequest) -> None:
    record_whole_run(open_store(path), "first")
    close_connections()
    request.getfixturevalue("next_revision")
    script = sqlite_upgrade.SCRIPTS / "versions" / "revision_0003.py"
    script.write_text(NEXT_REVISION + "    raise RuntimeError('in the middle')\n")
    copy = path.with_name("copy.db")
    shutil.copy(path, copy)

    with pytest.raises(RuntimeError, match="in the middle"):
        open_store(copy).list_runs()

    tables = "SELECT name, sql FROM sqlite_master ORDER BY name"
    assert rows(copy, tables) == rows(path, tables)
    assert rows(copy, "SELECT version_num, name FROM ms_alembic_version, ms_runs") == [("0002", "first")]
