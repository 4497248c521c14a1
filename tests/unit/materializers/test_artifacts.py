from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
from round_trips import URI, Node, Table, artifact_file, open_store, save

from zenml.errors import ArtifactError, ConfigurationError
from zenml.materializers import artifact_files
from zenml.materializers.artifacts import artifact_is_complete, load_artifact, save_artifact
from zenml.models.runs import ArtifactFile
from zenml_local.artifact_store import LocalArtifactStore

SUBJECT = "artifact 'model' of step 77ab in run 1f0c cannot be loaded: "
VALUES = {
    "int": (7, "data.json"),
    "str": ("seven", "data.txt"),
    "bytes": (b"seven", "data.bin"),
    "array": (np.arange(7), "data.npy"),
    "pickle": (Table(seven=7), "data.pickle"),
    "part": ([np.arange(7)], "0/data.npy"),
}
EVERY_VALUE = pytest.mark.parametrize(("value", "name"), VALUES.values(), ids=VALUES.keys())


@pytest.fixture
def store(tmp_path: Path) -> LocalArtifactStore:
    return open_store(tmp_path)


def test_the_record_describes_the_artifact(store: LocalArtifactStore) -> None:
    record = save(store, 7)
    content = b'{"version": 1, "value": 7}'
    assert artifact_file(store, "data.json").read_bytes() == content
    assert (record.name, record.run_id, record.step_id, record.uri) == ("model", "1f0c", "77ab", URI)
    assert record.artifact_store == str(store.uuid)
    assert record.type == "builtins:int"
    assert record.materializer == "zenml.materializers.json_values:JsonMaterializer"
    assert record.files == (ArtifactFile("data.json", len(content), hashlib.sha256(content).hexdigest()),)
    assert record.size_bytes == len(content)
    assert timedelta(0) <= datetime.now(timezone.utc) - record.created_at < timedelta(minutes=1)
    assert record.id != save(store, 7).id


def test_an_artifact_survives_the_move_of_its_store(store: LocalArtifactStore, tmp_path: Path) -> None:
    record = save(store, Node("a"))
    os.rename(store.path, tmp_path / "elsewhere")
    moved = LocalArtifactStore(name="moved", path=str(tmp_path / "elsewhere"))
    assert load_artifact(record, moved) == Node("a")


@EVERY_VALUE
def test_one_flipped_bit_is_found(store: LocalArtifactStore, value: object, name: str) -> None:
    record = save(store, value)
    content = bytearray(artifact_file(store, name).read_bytes())
    content[-1] ^= 1
    artifact_file(store, name).write_bytes(content)
    with pytest.raises(ArtifactError) as caught:
        load_artifact(record, store)
    assert str(caught.value) == (
        f"{SUBJECT}file {name!r} is damaged: its content is not what was written "
        "(restore it from a copy of the artifact store, or run the pipeline again with enable_cache=False)"
    )


@EVERY_VALUE
def test_a_truncated_file_is_found(store: LocalArtifactStore, value: object, name: str) -> None:
    record = save(store, value)
    size = artifact_file(store, name).stat().st_size
    os.truncate(artifact_file(store, name), size - 1)
    assert not artifact_is_complete(record, store)
    with pytest.raises(ArtifactError, match=f"damaged: it has {size - 1} bytes, {size} were written"):
        load_artifact(record, store)


@EVERY_VALUE
def test_a_file_that_is_gone_is_missed(store: LocalArtifactStore, value: object, name: str) -> None:
    record = save(store, value)
    assert artifact_is_complete(record, store)
    artifact_file(store, name).unlink()
    assert not artifact_is_complete(record, store)
    with pytest.raises(ArtifactError) as caught:
        load_artifact(record, store)
    assert str(caught.value) == (
        f"{SUBJECT}file {name!r} is gone "
        "(restore it from a copy of the artifact store, or run the pipeline again, which computes it anew)"
    )


@pytest.mark.parametrize("limit", ["_IN_MEMORY_BYTES", "VERIFIED_BYTES"])
def test_large_files_are_checked_too_and_the_largest_by_their_size(
    store: LocalArtifactStore, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(artifact_files, "_IN_MEMORY_BYTES", 0)
    if limit == "VERIFIED_BYTES":
        monkeypatch.setattr(artifact_files, "VERIFIED_BYTES", 0)
    record = save(store, b"abc")
    artifact_file(store, "data.bin").write_bytes(b"abX")
    if limit == "VERIFIED_BYTES":
        assert load_artifact(record, store) == b"abX"
    else:
        with pytest.raises(ArtifactError, match=r"file 'data\.bin' is damaged: its content is not what was written"):
            load_artifact(record, store)
    artifact_file(store, "data.bin").write_bytes(b"ab")
    with pytest.raises(ArtifactError, match=r"file 'data\.bin' is damaged: it has 2 bytes, 3 were written"):
        load_artifact(record, store)


def test_a_file_that_is_not_part_of_the_artifact_is_not_read(store: LocalArtifactStore) -> None:
    record = replace(save(store, 7), files=())
    with pytest.raises(ArtifactError, match=r"file 'data\.json' is not part of it"):
        load_artifact(record, store)


def test_a_materializer_that_is_gone_is_named(store: LocalArtifactStore) -> None:
    record = replace(save(store, 7), materializer="zenml_gone.materializers:GoneMaterializer")
    with pytest.raises(ArtifactError) as caught:
        load_artifact(record, store)
    assert str(caught.value) == (
        f"{SUBJECT}there is no module 'zenml_gone.materializers' "
        "(is its package installed, or its file below the source root?)"
    )


def test_a_class_that_is_gone_is_named(store: LocalArtifactStore, monkeypatch: pytest.MonkeyPatch) -> None:
    record = save(store, [Node("a")])
    monkeypatch.delattr("round_trips.Node")
    with pytest.raises(ArtifactError, match="cannot be loaded: module 'round_trips' has no 'Node'"):
        load_artifact(record, store)


@pytest.mark.parametrize("uri", ["../elsewhere", "/etc", "runs/../../x", "runs\\1", "s3://bucket"])
def test_an_artifact_stays_in_its_store(store: LocalArtifactStore, uri: str) -> None:
    with pytest.raises(ConfigurationError):
        save_artifact(7, name="model", run_id="1", step_id="2", uri=uri, artifact_store=store)
    assert not store.exists(store.path)


@pytest.mark.skipif(sys.platform != "linux", reason="open files are looked up in Linux's /proc")
def test_all_is_on_disk_when_saving_returns(
    store: LocalArtifactStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(open_store(tmp_path / "other"), 7)  # by now the installed packages are known
    Path(store.path).mkdir()
    events: list[str] = []
    fsync, replace_file = os.fsync, os.replace

    def note_fsync(descriptor: int) -> None:
        path = Path(os.readlink(f"/proc/self/fd/{descriptor}"))
        events.append(path.name if path.is_dir() else "file")
        fsync(descriptor)

    def note_rename(source: str, target: str) -> None:
        events.append("rename")
        replace_file(source, target)

    monkeypatch.setattr(os, "fsync", note_fsync)
    monkeypatch.setattr(os, "replace", note_rename)
    save(store, 7)
    assert events == ["file", "rename", "model", "train", "1f0c", "runs", "store"]


@pytest.mark.parametrize(
    ("value", "unwanted"),
    [
        ("7", {"numpy", "sklearn", "cloudpickle", "pickle"}),
        ("{'a': [1.5, (None, b'x')], 2: {3}}", {"numpy", "sklearn", "cloudpickle"}),
        ("__import__('numpy').arange(3)", {"sklearn", "cloudpickle", "pandas", "matplotlib", "PIL"}),
        ("__import__('pandas').DataFrame({'a': [1]})", {"sklearn", "polars", "matplotlib", "PIL"}),
    ],
)
def test_only_the_library_of_the_value_is_imported(tmp_path: Path, value: str, unwanted: set[str]) -> None:
    script = (
        "import sys; from pathlib import Path; from round_trips import *\n"
        f"round_trip(open_store(Path(sys.argv[1])), {value})\n"
        "print(*sorted(set(sys.modules) & set(sys.argv[2].split())))"
    )
    command = [sys.executable, "-c", script, str(tmp_path), " ".join(unwanted)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "\n"
