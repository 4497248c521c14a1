from __future__ import annotations

import logging
import os
import pickle
import subprocess
import sys
import threading
from pathlib import Path
from typing import cast

import pytest
from round_trips import Table, artifact_file, open_store, round_trip, save

from zenml.errors import ArtifactError, NotPermittedError
from zenml.materializers import pickles
from zenml.materializers.artifacts import load_artifact
from zenml_local.artifact_store import LocalArtifactStore


@pytest.fixture
def store(tmp_path: Path) -> LocalArtifactStore:
    return open_store(tmp_path)


@pytest.fixture(autouse=True)
def nothing_said_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pickles, "_warned", set())


class Bomb:
    """Says so when somebody unpickles it."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, ...]:
        return (Path.touch, (self.mark,))


def test_what_nobody_else_takes_is_pickled(store: LocalArtifactStore) -> None:
    assert round_trip(store, Table(a=1)) == Table(a=1)
    assert cast("type", round_trip(store, Table)) is Table


def test_one_warning_names_the_type(store: LocalArtifactStore, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="zenml"):
        for _ in range(3):
            save(store, Table(a=1))
    warning = (
        "A value of type round_trips:Table is saved by cloudpickle: loading it runs code, and needs the same "
        "versions of Python and of its packages. Write a materializer for the type to change that."
    )
    assert [record.getMessage() for record in caplog.records] == [warning]


def test_the_warning_says_why_the_types_own_materializer_left_it(
    store: LocalArtifactStore, caplog: pytest.LogCaptureFixture
) -> None:
    value: list[object] = []
    value.append(value)
    with caplog.at_level(logging.WARNING, logger="zenml"):
        save(store, value)
    assert "of type builtins:list is saved by cloudpickle, since it contains itself: loading" in caplog.text


def test_the_first_line_tells_type_and_versions_to_whoever_must_not_unpickle(store: LocalArtifactStore) -> None:
    save(store, Table(a=1))
    first_line = artifact_file(store, "data.pickle").read_bytes().splitlines()[0].decode()
    assert first_line.startswith('{"version": 1, "type": "round_trips:Table", "python": "3.')


def test_a_damaged_pickle_is_not_unpickled(store: LocalArtifactStore, tmp_path: Path) -> None:
    record = save(store, Bomb(tmp_path / "exploded"))
    file = artifact_file(store, "data.pickle")
    file.write_bytes(file.read_bytes().replace(b"exploded", b"EXPLODED"))
    with pytest.raises(ArtifactError, match=r"file 'data\.pickle' is damaged: its content is not what was written"):
        load_artifact(record, store)
    assert [path.name for path in tmp_path.iterdir()] == ["store"]


def test_a_large_damaged_pickle_is_not_unpickled_either(
    store: LocalArtifactStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = save(store, [Bomb(tmp_path / "exploded")])
    file = artifact_file(store, "0/data.pickle")
    file.write_bytes(file.read_bytes().replace(b"exploded", b"EXPLODED"))
    monkeypatch.setattr("zenml.materializers.artifact_files.VERIFIED_BYTES", 0)
    monkeypatch.setattr("zenml.materializers.artifact_files._IN_MEMORY_BYTES", 0)
    with pytest.raises(ArtifactError, match=r"file '0/data\.pickle' is damaged: its content is not what was written"):
        load_artifact(record, store)
    assert [path.name for path in tmp_path.iterdir()] == ["store"]


@pytest.mark.parametrize("setting", ["0", "false", "No"])
def test_pickle_may_be_forbidden_for_saving(
    store: LocalArtifactStore, monkeypatch: pytest.MonkeyPatch, setting: str
) -> None:
    monkeypatch.setenv("ZENML_ALLOW_PICKLE", setting)
    with pytest.raises(NotPermittedError) as caught:
        save(store, Table(a=1))
    assert str(caught.value) == (
        "artifact 'model' of step 77ab in run 1f0c cannot be saved: saving a value of type round_trips:Table needs "
        "cloudpickle, which ZENML_ALLOW_PICKLE=0 forbids (use a type that has a materializer, or write one for it)"
    )
    assert not store.exists(store.path)


def test_pickle_may_be_forbidden_for_loading(
    store: LocalArtifactStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = save(store, Bomb(tmp_path / "exploded"))
    monkeypatch.setenv("ZENML_ALLOW_PICKLE", "0")
    with pytest.raises(NotPermittedError) as caught:
        load_artifact(record, store)
    assert str(caught.value) == (
        "artifact 'model' of step 77ab in run 1f0c cannot be loaded: loading it needs cloudpickle, which "
        "ZENML_ALLOW_PICKLE=0 forbids (use a type that has a materializer, or write one for it)"
    )
    assert not (tmp_path / "exploded").exists()


def test_what_cannot_be_pickled_is_refused_by_name_and_leaves_no_file(store: LocalArtifactStore) -> None:
    with pytest.raises(ArtifactError) as caught:
        save(store, threading.Lock())
    assert str(caught.value) == (
        "artifact 'model' of step 77ab in run 1f0c cannot be saved: a value of type _thread:lock cannot be pickled: "
        "cannot pickle '_thread.lock' object (return something else, or write a materializer for the type)"
    )
    assert store.size(store.path) == 0


def test_a_class_of_a_prompt_travels_with_its_value(store: LocalArtifactStore, tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from round_trips import *\n"
        "class Typed:\n    x = 41\n"
        "save(open_store(Path(sys.argv[1])), Typed())\n"
    )
    path = os.pathsep.join(sys.path)
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], env=os.environ | {"PYTHONPATH": path}, check=True)
    with artifact_file(store, "data.pickle").open("rb") as file:
        assert b'"type": "__main__:Typed"' in file.readline()
        assert pickle.load(file).x == 41
