from __future__ import annotations

import multiprocessing
import os
import random
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from sqlite_history import a_run, open_store, record_whole_run

from zenml.enums import ExecutionStatus
from zenml.processes import current_process
from zenml_sql.metadata_store import SQLiteMetadataStore

# A new process for each test, forked from one that has the imports behind it and no connection open.
CLEAN = multiprocessing.get_context("forkserver")
CLEAN.set_forkserver_preload(["zenml_sql.metadata_store"])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "metadata.db"


def test_eight_processes_make_one_database_and_lose_nothing(path: Path) -> None:
    barrier = CLEAN.Barrier(8)
    processes = [CLEAN.Process(target=_record_runs_at_once, args=(path, barrier, name)) for name in "abcdefgh"]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 8
    runs = open_store(path).list_runs()
    assert sorted(run.name for run in runs) == [f"{name} {number}" for name in "abcdefgh" for number in range(10)]
    assert {run.status for run in runs} == {ExecutionStatus.COMPLETED}
    assert_whole(path)


def _record_runs_at_once(path: Path, barrier: Barrier, name: str) -> None:
    barrier.wait()
    _record_runs(open_store(path), name)


def _record_runs(store: SQLiteMetadataStore, name: str) -> None:
    for number in range(10):
        record_whole_run(store, f"{name} {number}")


def test_threads_share_a_store(path: Path) -> None:
    store = open_store(path)
    threads = [threading.Thread(target=_record_runs, args=(store, name)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    names = [f"{name} {number}" for name in "abcd" for number in range(10)]
    assert sorted(run.name for run in store.list_runs()) == names


@pytest.mark.parametrize("kills", [5, pytest.param(60, marks=pytest.mark.chaos)])
def test_whoever_is_killed_while_it_writes_leaves_a_whole_database_with_all_that_it_had_recorded(
    path: Path, kills: int
) -> None:
    chance = random.Random(2026)
    recorded = [name for life in range(kills) for name in _names_recorded_before_the_kill(path, life, chance)]
    runs = {run.name: run.status for run in open_store(path).list_runs()}
    assert [name for name in recorded if runs.get(name) is not ExecutionStatus.COMPLETED] == []
    assert len(runs) - len(recorded) <= kills
    assert_whole(path)


def _names_recorded_before_the_kill(path: Path, life: int, chance: random.Random) -> list[str]:
    """Kill a process in the middle of a transaction some time after its first; return what it had finished."""
    reports, reporter = CLEAN.Pipe(duplex=False)
    process = CLEAN.Process(target=_record_runs_for_ever, args=(path, life, reporter))
    process.start()
    reporter.close()
    names = [reports.recv() for _ in range(chance.randint(1, 20))]
    reports.poll(timeout=chance.uniform(0, 0.005))
    process.kill()
    process.join()
    return names + list(_rest(reports))


def _rest(reports: Connection) -> list[str]:
    rest: list[str] = []
    try:
        while True:
            rest.append(reports.recv())
    except EOFError:
        return rest


def _record_runs_for_ever(path: Path, life: int, reporter: Connection) -> None:
    number = 0
    while True:
        name = f"{life} {number}"
        record_whole_run(open_store(path), name)
        reporter.send(name)
        number += 1


@pytest.mark.parametrize("forks", [20, pytest.param(200, marks=pytest.mark.chaos)])
def test_a_forked_child_shares_no_connection_and_waits_for_no_lock(path: Path, forks: int) -> None:
    parent = CLEAN.Process(target=_fork_while_a_thread_beats, args=(path, forks))
    parent.start()
    parent.join(timeout=120)
    assert parent.exitcode == 0
    runs = open_store(path).list_runs()
    assert [run.name for run in runs] == ["parent", *(f"child {number}" for number in range(forks)), "after"]
    assert_whole(path)


def _fork_while_a_thread_beats(path: Path, forks: int) -> None:
    store = open_store(path)
    store.create_run(a_run("parent", process=current_process()), [])
    is_done = threading.Event()

    def beat() -> None:
        while not is_done.wait(0.0005):
            store.beat("id-of-parent", current_process())

    heart = threading.Thread(target=beat, daemon=True)
    heart.start()
    for number in range(forks):
        _in_a_fork(partial(_record_with_own_connection, path, f"child {number}"))
    is_done.set()
    heart.join()
    record_whole_run(store, "after")


def _record_with_own_connection(path: Path, name: str) -> None:
    assert _open_files(path) == []
    record_whole_run(open_store(path), name)
    assert _locks_of_this_process(path) > 0


def _in_a_fork(act: Callable[[], object]) -> None:
    child = os.fork()
    if child == 0:
        code = 1
        try:
            act()
            code = 0
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _open_files(path: Path) -> list[str]:
    """Return which files of the database this process has open; none is seen where there is no /proc."""
    folder = Path("/proc/self/fd")
    targets = [os.readlink(link) for link in folder.iterdir() if link.is_symlink()] if folder.exists() else []
    return [target for target in targets if target.startswith(str(path))]


def _locks_of_this_process(path: Path) -> int:
    """Count the operating system's locks of this process on the database; 1 where they cannot be seen."""
    table = Path("/proc/locks")
    if not table.exists():
        return 1
    owners = [(line.split()[4], line.split()[5].rpartition(":")[2]) for line in table.read_text().splitlines()]
    return owners.count((str(os.getpid()), str(path.stat().st_ino)))


def assert_whole(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
