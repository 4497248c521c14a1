from __future__ import annotations

import os
from pathlib import Path

import pytest

from zenml_local.artifact_store import LocalArtifactStore


@pytest.fixture
def store(tmp_path: Path) -> LocalArtifactStore:
    """Hold a little tree in a root whose name is itself a pattern."""
    store = LocalArtifactStore(name="results", path=str(tmp_path / "store [1]"))
    for name in ("b.txt", "a.bin", "runs/2/model/data.bin", "runs/1/data.txt", "runs/1/log"):
        with store.open(f"{store.path}/{name}", "w") as file:
            file.write(name)
    return store


def test_a_folder_is_listed_in_alphabetical_order(store: LocalArtifactStore) -> None:
    assert store.listdir(store.path) == ["a.bin", "b.txt", "runs"]
    assert store.listdir(f"{store.path}/runs/1/") == ["data.txt", "log"]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("*", ["a.bin", "b.txt", "runs"]),
        ("?.txt", ["b.txt"]),
        ("[ab].*", ["a.bin", "b.txt"]),
        ("runs/*/data.*", ["runs/1/data.txt"]),
        ("**/data.*", ["runs/1/data.txt", "runs/2/model/data.bin"]),
        ("runs/1/**", ["runs/1", "runs/1/data.txt", "runs/1/log"]),
        ("nothing*", []),
    ],
)
def test_patterns_find_whole_paths(store: LocalArtifactStore, pattern: str, found: list[str]) -> None:
    assert store.glob(f"{store.path}/{pattern}") == [f"{store.path}/{name}" for name in found]


@pytest.mark.parametrize("pattern", ["/*", "*", "{store}/../*", "{store}*"])
def test_a_pattern_outside_of_the_root_is_refused(store: LocalArtifactStore, pattern: str) -> None:
    with pytest.raises(PermissionError, match="not below the root"):
        store.glob(pattern.format(store=store.path))


def test_a_pattern_finds_nothing_behind_a_link_that_leaves_the_root(store: LocalArtifactStore, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").touch()
    Path(store.path, "outside").symlink_to(tmp_path)
    assert store.glob(f"{store.path}/*/*.txt") == []


def test_a_walk_visits_every_folder_in_order(store: LocalArtifactStore) -> None:
    runs = f"{store.path}/runs"
    assert list(store.walk(store.path)) == [
        (store.path, ["runs"], ["a.bin", "b.txt"]),
        (runs, ["1", "2"], []),
        (f"{runs}/1", [], ["data.txt", "log"]),
        (f"{runs}/2", ["model"], []),
        (f"{runs}/2/model", [], ["data.bin"]),
    ]


def test_a_walk_through_nothing_finds_nothing(store: LocalArtifactStore) -> None:
    assert list(store.walk(f"{store.path}/nothing")) == []


def test_sizes_are_of_files_and_of_all_files_below_a_folder(store: LocalArtifactStore) -> None:
    assert store.size(f"{store.path}/runs/1/log") == len("runs/1/log")
    assert store.size(f"{store.path}/runs/1") == len("runs/1/log") + len("runs/1/data.txt")
    with pytest.raises(FileNotFoundError):
        store.size(f"{store.path}/nothing")


def test_stat_tells_size_kind_and_time(store: LocalArtifactStore) -> None:
    os.utime(f"{store.path}/b.txt", (1_700_000_000, 1_700_000_000))
    assert store.stat(f"{store.path}/b.txt") == {"size": 5, "modified": 1_700_000_000.0, "type": "file"}
    assert store.stat(f"{store.path}/runs")["type"] == "directory"


def test_existing_is_told_from_missing(store: LocalArtifactStore) -> None:
    names = ["", "b.txt", "runs", "nothing", "b.txt/more"]
    assert [store.exists(f"{store.path}/{name}") for name in names] == [True, True, True, False, False]
    assert [store.isdir(f"{store.path}/{name}") for name in names] == [True, False, True, False, False]


def test_a_folder_is_made_in_an_existing_one(store: LocalArtifactStore) -> None:
    store.mkdir(f"{store.path}/new")
    assert store.isdir(f"{store.path}/new")
    with pytest.raises(FileExistsError):
        store.mkdir(f"{store.path}/new")
    with pytest.raises(FileNotFoundError):
        store.mkdir(f"{store.path}/nothing/new")


def test_missing_parents_are_made_and_existing_folders_left_alone(store: LocalArtifactStore) -> None:
    store.makedirs(f"{store.path}/x/y/z")
    store.makedirs(f"{store.path}/runs/1")
    assert store.isdir(f"{store.path}/x/y/z")
    assert store.listdir(f"{store.path}/runs/1") == ["data.txt", "log"]
    with pytest.raises(NotADirectoryError):
        store.makedirs(f"{store.path}/b.txt")


def test_a_file_is_removed_and_a_folder_only_by_rmtree(store: LocalArtifactStore) -> None:
    store.remove(f"{store.path}/b.txt")
    with pytest.raises(IsADirectoryError):
        store.remove(f"{store.path}/runs")
    store.rmtree(f"{store.path}/runs")
    assert store.listdir(store.path) == ["a.bin"]
    with pytest.raises(FileNotFoundError):
        store.remove(f"{store.path}/b.txt")
    with pytest.raises(FileNotFoundError):
        store.rmtree(f"{store.path}/runs")


def test_the_whole_store_may_be_removed(store: LocalArtifactStore) -> None:
    store.rmtree(store.path)
    assert not store.exists(store.path)


def test_a_file_moves_into_a_folder_that_is_made_for_it(store: LocalArtifactStore) -> None:
    store.rename(f"{store.path}/b.txt", f"{store.path}/new/c.txt")
    assert Path(store.path, "new", "c.txt").read_text() == "b.txt"
    assert not store.exists(f"{store.path}/b.txt")


@pytest.mark.parametrize("verb", ["rename", "copyfile"])
def test_an_existing_file_is_replaced_only_when_asked(store: LocalArtifactStore, verb: str) -> None:
    source, target = f"{store.path}/b.txt", f"{store.path}/a.bin"
    with pytest.raises(FileExistsError):
        getattr(store, verb)(source, target)
    assert Path(source).read_text() == "b.txt"
    assert Path(target).read_text() == "a.bin"
    getattr(store, verb)(source, target, overwrite=True)
    assert Path(target).read_text() == "b.txt"


@pytest.mark.parametrize("verb", ["rename", "copyfile"])
def test_a_folder_is_neither_moved_nor_copied_as_a_file(store: LocalArtifactStore, verb: str) -> None:
    with pytest.raises(IsADirectoryError):
        getattr(store, verb)(f"{store.path}/runs", f"{store.path}/c")
    assert store.listdir(store.path) == ["a.bin", "b.txt", "runs"]


@pytest.mark.parametrize("verb", ["rename", "copyfile"])
def test_what_is_missing_is_neither_moved_nor_copied(store: LocalArtifactStore, verb: str) -> None:
    with pytest.raises(FileNotFoundError):
        getattr(store, verb)(f"{store.path}/nothing", f"{store.path}/c")
    assert store.listdir(store.path) == ["a.bin", "b.txt", "runs"]


def test_a_copy_is_a_file_of_its_own(store: LocalArtifactStore) -> None:
    store.copyfile(f"{store.path}/b.txt", f"{store.path}/new/c.txt")
    with store.open(f"{store.path}/b.txt", "w") as file:
        file.write("changed")
    assert Path(store.path, "new", "c.txt").read_text() == "b.txt"
