from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import cast

import pytest
from round_trips import artifact_file, open_store, round_trip, save

from zenml.errors import ArtifactError
from zenml.materializers.artifacts import load_artifact
from zenml_local.artifact_store import LocalArtifactStore


@pytest.fixture
def store(tmp_path: Path) -> LocalArtifactStore:
    return open_store(tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "made by a step"
    (folder / "sub" / "empty").mkdir(parents=True)
    (folder / "a.txt").write_text("größer")
    (folder / "sub" / "b.bin").write_bytes(bytes(range(256)) * 9000)
    return folder


def tree(folder: Path) -> dict[str, bytes | None]:
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


def test_a_file_comes_back_as_a_copy_with_its_name(store: LocalArtifactStore, folder: Path) -> None:
    record = save(store, folder / "a.txt")
    (folder / "a.txt").unlink()
    copy = cast("Path", load_artifact(record, store))
    assert (copy.name, copy.read_text()) == ("a.txt", "größer")
    copy.write_text("changed")
    assert cast("Path", load_artifact(record, store)).read_text() == "größer"


def test_a_folder_comes_back_with_all_that_was_in_it(store: LocalArtifactStore, folder: Path) -> None:
    copy = cast("Path", round_trip(store, folder))
    assert (copy.name, tree(copy)) == (folder.name, tree(folder))


def test_an_empty_folder_comes_back(store: LocalArtifactStore, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert tree(cast("Path", round_trip(store, tmp_path / "empty"))) == {}


def test_a_path_that_leads_nowhere_is_kept_as_it_is(store: LocalArtifactStore) -> None:
    assert round_trip(store, Path("no/where")) == Path("no/where")


def test_a_link_to_a_file_counts_as_the_file(store: LocalArtifactStore, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(folder / "a.txt")
    assert cast("Path", round_trip(store, tmp_path / "link")).read_text() == "größer"


def test_a_link_within_a_folder_is_refused_before_anything_is_written(store: LocalArtifactStore, folder: Path) -> None:
    (folder / "sub" / "link").symlink_to("b.bin")
    with pytest.raises(ArtifactError) as caught:
        save(store, folder)
    assert str(caught.value) == (
        "artifact 'model' of step 77ab in run 1f0c cannot be saved: "
        f"{folder}/sub/link is a symbolic link (put a copy in its place)"
    )
    assert not artifact_file(store, "path.json").exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_is_refused(store: LocalArtifactStore, folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    with pytest.raises(ArtifactError, match=r"pipe is neither a file nor a folder"):
        save(store, folder)


def test_a_damaged_file_is_noticed(store: LocalArtifactStore, folder: Path) -> None:
    record = save(store, folder)
    artifact_file(store, "content/sub/b.bin").write_bytes(b"x")
    with pytest.raises(ArtifactError, match=r"file 'content/sub/b.bin' is damaged"):
        load_artifact(record, store)


def test_a_folder_tells_what_is_in_it(store: LocalArtifactStore, folder: Path) -> None:
    record = save(store, folder)
    assert record.metadata == {"name": folder.name, "files": 2, "size_bytes": 8 + 2_304_000}
    assert artifact_file(store, ".preview.txt").read_text() == (
        "             8  made by a step/a.txt\n     2,304,000  made by a step/sub/b.bin\n"
    )


def test_copies_go_with_the_process_that_loaded_them(store: LocalArtifactStore, folder: Path) -> None:
    save(store, folder)
    script = (
        "import sys, json; from pathlib import Path; from round_trips import *\n"
        "print(json.dumps(str(round_trip(open_store(Path(sys.argv[1])), Path(sys.argv[2])))))"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", script, str(Path(store.path).parent), str(folder)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert not Path(json.loads(done.stdout)).exists()


def test_a_path_that_ends_upwards_is_kept_under_another_name(
    store: LocalArtifactStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder / "sub")
    copy = cast("Path", round_trip(store, Path("..")))
    assert (copy.name, tree(copy)) == ("content", tree(folder))
