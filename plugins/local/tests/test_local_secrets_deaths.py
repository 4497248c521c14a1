"""Whoever is killed, and however many change and read at once: every secret can be read, and no key is left over."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path

import file_keyring
import pytest
from forks import FORK, start
from local_secrets import BASIC, Secrets, a_manager, all_secrets, key_files
from sudden_death import apart, deaths

from zenml.errors import ConflictError
from zenml_local.secrets_manager import LocalSecretsManager

BEFORE: Secrets = {"db": BASIC, "other": {"value": "1"}}
CHANGES: dict[str, tuple[Callable[[LocalSecretsManager], object], Secrets]] = {
    "a secret is registered": (
        lambda manager: manager.register_secret("new", {"value": "2"}),
        {**BEFORE, "new": {"value": "2"}},
    ),
    "a secret is updated": (
        lambda manager: manager.update_secret("db", {"value": "2"}),
        {**BEFORE, "db": {"value": "2"}},
    ),
    "a secret is deleted": (lambda manager: manager.delete_secret("db"), {"other": {"value": "1"}}),
    "all secrets are deleted": (lambda manager: manager.delete_all_secrets(), {}),
    "the key is rotated": (lambda manager: manager.rotate_key(), BEFORE),
}


@pytest.fixture(params=["file", "keyring"])
def kept_keys(
    request: pytest.FixtureRequest, home: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], int]]:
    """Let keys be kept in one of the two places; return what counts them and what was left of them."""
    if request.param == "file":
        yield lambda: len(key_files(home))
        return
    monkeypatch.setenv(file_keyring.VARIABLE, str(home / "keyring.json"))
    with file_keyring.used(file_keyring.FileKeyring):
        yield lambda: len(file_keyring.entries()) + len(key_files(home))


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_there_whole_or_not_at_all_whenever_its_process_dies(
    home: Path, tmp_path: Path, kept_keys: Callable[[], int], change: str
) -> None:
    act, after = CHANGES[change]
    manager = a_manager()
    for name, values in BEFORE.items():
        manager.register_secret(name, values)
    shutil.copytree(home, tmp_path / "copy")
    seen = list[Secrets]()

    for _ in deaths(lambda: act(manager)):
        seen.append(read_apart(manager))
        apart(lambda: manager.register_secret("next", {}))
        assert read_apart(manager) == {**seen[-1], "next": {}}
        assert (kept_keys(), leftovers(home)) == (1, [])
        restore(home, tmp_path / "copy")

    assert read_apart(manager) == after
    assert (kept_keys(), leftovers(home)) == (1, [])
    assert seen == [BEFORE] * seen.count(BEFORE) + [after] * (len(seen) - seen.count(BEFORE))
    assert len(seen) >= 3


def test_whoever_dies_at_the_first_secret_leaves_no_key_behind(home: Path, kept_keys: Callable[[], int]) -> None:
    manager = a_manager()
    seen = list[Secrets]()
    for _ in deaths(lambda: manager.register_secret("db", BASIC)):
        seen.append(read_apart(manager))
        apart(lambda: manager.register_secret("next", {}))
        assert read_apart(manager) == {**seen[-1], "next": {}}
        assert (kept_keys(), leftovers(home)) == (1, [])
        restore(home, None)
    assert read_apart(manager) == {"db": BASIC}
    assert kept_keys() == 1
    assert {} in seen
    assert len(seen) >= 10


def test_nothing_that_twenty_processes_register_at_once_is_lost(kept_keys: Callable[[], int]) -> None:
    barrier = FORK.Barrier(20)
    workers = [start(register_many, barrier, number) for number in range(20)]
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0] * 20
    names = [f"{number}-{count}" for number in range(20) for count in range(3)]
    assert all_secrets(a_manager()) == {name: {"value": name} for name in names}
    assert kept_keys() == 1


def test_of_many_processes_that_register_one_name_exactly_one_succeeds() -> None:
    barrier, (answers, answer) = FORK.Barrier(8), FORK.Pipe(duplex=False)
    workers = [start(register_same, barrier, answer) for _ in range(8)]
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0] * 8
    said = sorted(answers.recv() for _ in workers)
    assert said == [*["a secret named 'same' exists already"] * 7, "registered"]


def test_readers_never_miss_a_key_that_is_being_rotated(kept_keys: Callable[[], int]) -> None:
    manager = a_manager()
    for name, values in BEFORE.items():
        manager.register_secret(name, values)
    stop, (answers, answer) = FORK.Event(), FORK.Pipe(duplex=False)

    def read_for_ever() -> None:
        readings = 0
        while not stop.is_set() or not readings:
            assert all_secrets(a_manager()) == BEFORE
            readings += 1
        answer.send(readings)

    readers = [start(read_for_ever) for _ in range(2)]
    for _ in range(40):
        manager.rotate_key()
    stop.set()
    for reader in readers:
        reader.join()
    assert [reader.exitcode for reader in readers] == [0, 0]
    assert min(answers.recv(), answers.recv()) > 10
    assert kept_keys() == 1


def register_many(barrier: Barrier, number: int) -> None:
    barrier.wait(60)
    for count in range(3):
        a_manager().register_secret(f"{number}-{count}", {"value": f"{number}-{count}"})


def register_same(barrier: Barrier, answer: Connection) -> None:
    barrier.wait(60)
    try:
        a_manager().register_secret("same", {})
    except ConflictError as error:
        answer.send(error.message)
    else:
        answer.send("registered")


def read_apart(manager: LocalSecretsManager) -> Secrets:
    """Read in a process of its own, which remembers no key."""
    answers, answer = FORK.Pipe(duplex=False)
    apart(lambda: answer.send(all_secrets(manager)))
    secrets: Secrets = answers.recv()
    return secrets


def leftovers(home: Path) -> list[Path]:
    return [path for path in home.rglob(".*") if path.name.endswith("zenml-tmp")]


def restore(home: Path, copy: Path | None) -> None:
    """Make the home what it was, in the same folder."""
    for entry in os.scandir(home):
        shutil.rmtree(entry.path) if entry.is_dir() else os.unlink(entry.path)
    if copy:
        shutil.copytree(copy, home, dirs_exist_ok=True)
