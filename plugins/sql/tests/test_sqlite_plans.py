from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from sqlalchemy import event
from sqlite_history import STORE, a_run, open_store, record_whole_run, start_of, steps_of

from zenml.enums import ExecutionStatus
from zenml.models.runs import ArtifactFilter, Page, RunFilter
from zenml.processes import current_process
from zenml_sql.metadata_store import SQLiteMetadataStore

FULL_SCAN = re.compile(r"SCAN (TABLE )?ms_\w+")
NEWEST = Page(limit=50, newest_first=True)
OLDEST = Page(offset=50, limit=50)
Question: TypeAlias = Callable[[SQLiteMetadataStore], object]
ABOUT_RUNS: dict[str, Question] = {
    "runs of a pipeline": lambda store: store.list_runs(RunFilter(pipeline="training"), NEWEST),
    "oldest runs of a pipeline": lambda store: store.list_runs(RunFilter(pipeline="training"), OLDEST),
    "runs by name": lambda store: store.list_runs(RunFilter(name="first"), NEWEST),
    "runs by status": lambda store: store.list_runs(RunFilter(status=ExecutionStatus.FAILED), NEWEST),
    "oldest runs by status": lambda store: store.list_runs(RunFilter(status=ExecutionStatus.FAILED), OLDEST),
    "runs of a stack": lambda store: store.list_runs(RunFilter(stack="default"), NEWEST),
    "runs of a user": lambda store: store.list_runs(RunFilter(user="default"), NEWEST),
    "runs of a project": lambda store: store.list_runs(RunFilter(project="digits"), NEWEST),
    "failed runs of a pipeline": lambda store: store.list_runs(
        RunFilter(pipeline="training", status=ExecutionStatus.FAILED), NEWEST
    ),
}
ABOUT_ARTIFACTS: dict[str, Question] = {
    "versions of an artifact": lambda store: store.list_artifacts(ArtifactFilter("training.load.output")),
    "one version": lambda store: store.list_artifacts(ArtifactFilter("training.load.output", 1)),
    "artifacts of a run": lambda store: store.list_artifacts(ArtifactFilter(run_id="id-of-first")),
    "deleted artifacts": lambda store: store.unerased_artifacts(),
    "deletion": lambda store: store.delete_artifact("first/load/output"),
    "end of a deletion": lambda store: store.note_erased("first/load/output"),
    "tags of an artifact": lambda store: store.tag_artifact("first/load/output", add=["best"]),
}
ABOUT_THE_REST: dict[str, Question] = {
    "number of runs of a pipeline": lambda store: store.count_runs(RunFilter(pipeline="training")),
    "deleted runs": lambda store: store.list_runs(RunFilter(pipeline="training", is_deleted=True)),
    "step before": lambda store: store.previous_completion("second/load"),
    "end of a run's record": lambda store: store.delete_run("id-of-first"),
    "tags of a run": lambda store: store.tag_run("id-of-second", add=["best"]),
    "one run": lambda store: store.get_run("first"),
    "steps of a run": lambda store: store.list_steps("id-of-first"),
    "one step": lambda store: store.get_step("first/load"),
    "inputs": lambda store: store.input_artifacts("first/train"),
    "outputs": lambda store: store.output_artifacts("first/load"),
    "one artifact": lambda store: store.get_artifact("first/load/output"),
    "readers of an artifact": lambda store: store.consumers_of("first/load/output"),
    "cache": lambda store: store.find_cached_outputs("key", STORE),
    "silent runs": lambda store: store.silent_runs(),
    "silent steps": lambda store: store.silent_steps(),
    "start of a run": lambda store: store.start_run("id-of-first"),
    "start of a step": lambda store: store.start_step(start_of(steps_of(a_run(), "load")[0])),
    "heartbeat": lambda store: store.beat("id-of-first", current_process()),
}


@pytest.fixture
def store(tmp_path: Path) -> SQLiteMetadataStore:
    store = open_store(tmp_path / "metadata.db")
    record_whole_run(store, "first")
    record_whole_run(store, "second")
    return store


@pytest.mark.parametrize(
    "question", [pytest.param(ask, id=name) for name, ask in (ABOUT_RUNS | ABOUT_ARTIFACTS | ABOUT_THE_REST).items()]
)
def test_an_index_leads_to_the_rows(store: SQLiteMetadataStore, question: Question) -> None:
    plan = plan_of(store, question)
    assert plan
    assert [line for line in plan if FULL_SCAN.match(line)] == []


@pytest.mark.parametrize("question", [pytest.param(ask, id=name) for name, ask in ABOUT_RUNS.items()])
def test_runs_come_out_of_their_index_in_order(store: SQLiteMetadataStore, question: Question) -> None:
    assert [line for line in plan_of(store, question) if "TEMP B-TREE" in line] == []


def test_all_runs_come_from_the_table_in_its_own_order(store: SQLiteMetadataStore) -> None:
    plan = plan_of(store, lambda store: store.list_runs(page=NEWEST))
    assert [line.replace("SCAN TABLE", "SCAN") for line in plan] == ["SCAN ms_runs"]


def test_all_artifacts_come_out_of_an_index_in_order(store: SQLiteMetadataStore) -> None:
    plan = plan_of(store, lambda store: store.list_artifacts(page=NEWEST))
    assert [line.replace("SCAN TABLE", "SCAN") for line in plan] == [
        "SEARCH ms_artifacts USING INDEX ix_ms_artifacts_deleted (deleted_at=?)"
    ]


def test_the_names_of_pipelines_come_from_an_index_alone(store: SQLiteMetadataStore) -> None:
    plan = plan_of(store, lambda store: store.list_pipelines())
    assert [line.replace("SCAN TABLE", "SCAN") for line in plan] == [
        "SCAN ms_runs USING COVERING INDEX ix_ms_runs_pipeline"
    ]


def plan_of(store: SQLiteMetadataStore, ask: Question) -> list[str]:
    """Return how SQLite would answer the statements that ``ask`` sends."""
    with statements_of(store) as statements:
        ask(store)
    with closing(sqlite3.connect(store.path)) as connection:
        rows = [row for sql, values in statements for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    return [row[3] for row in rows]


@contextmanager
def statements_of(store: SQLiteMetadataStore) -> Iterator[list[tuple[str, Any]]]:
    statements: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, sql: str, values: Any, _context: object, is_many: bool) -> None:
        statements.append((sql, values[0] if is_many else values))

    event.listen(store.database.engine, "before_cursor_execute", note)
    yield statements
    event.remove(store.database.engine, "before_cursor_execute", note)
