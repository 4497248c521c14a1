from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from zenml.errors import StoreUnreachableError, ZenMLError
from zenml.locks import PATIENCE_SECONDS, locked
from zenml.processes import holder_of_lock

HOLDER = (
    "import sys; from pathlib import Path; from zenml.locks import locked\n"
    "with locked(Path(sys.argv[1])):\n    print('held', flush=True); sys.stdin.read()\n"
)


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    return tmp_path / "locks" / "store.lock"


@contextmanager
def held_by_another(lock: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", HOLDER, str(lock)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        yield holder


def named(pid: int) -> str:
    """Return how messages name a process; see proc_pid_comm(5)."""
    return f"process {pid} ({Path(f'/proc/{pid}/comm').read_text().strip()})"


def test_a_lock_that_another_process_holds_is_waited_for_and_then_reported(lock: Path) -> None:
    with held_by_another(lock) as holder:
        who = named(holder.pid)
        with pytest.raises(StoreUnreachableError) as caught, locked(lock, timeout_seconds=0.05):
            pass
    assert str(caught.value) == (
        f"the lock {lock} was not free for 0.05 seconds; {who} holds it (wait for it or end it, then try again)"
    )


def test_who_waits_for_long_is_told_once_what_for(lock: Path, caplog: pytest.LogCaptureFixture) -> None:
    with held_by_another(lock) as holder:
        who = named(holder.pid)
        with pytest.raises(StoreUnreachableError), locked(lock, timeout_seconds=PATIENCE_SECONDS + 0.1):
            pass
    assert [(record.name, record.levelname, record.message) for record in caplog.records] == [
        ("zenml.locks", "WARNING", f"Waiting for the lock {lock}, which {who} holds; giving up after 2.1 seconds.")
    ]


def test_nobody_holds_a_lock_that_is_free(lock: Path) -> None:
    with locked(lock):
        holder = holder_of_lock(lock)
    assert holder is not None
    assert f"process {holder.pid} ({holder.command})" == named(os.getpid())
    assert holder_of_lock(lock) is None
    assert holder_of_lock(lock.with_name("missing")) is None


def test_a_killed_process_leaves_no_lock_behind(lock: Path) -> None:
    with held_by_another(lock) as holder:
        holder.kill()
    with locked(lock, timeout_seconds=1):
        assert os.listdir(lock.parent) == ["store.lock"]


def test_a_lock_that_cannot_be_written_is_one_line(lock: Path) -> None:
    lock.mkdir(parents=True)
    with pytest.raises(ZenMLError) as caught, locked(lock):
        pass
    assert str(caught.value) == f"cannot write {lock}: Is a directory (nothing was changed)"


def test_a_lock_is_private(lock: Path) -> None:
    with locked(lock):
        modes = (lock.stat().st_mode & 0o777, lock.parent.stat().st_mode & 0o777)
    assert modes == (0o600, 0o700)
