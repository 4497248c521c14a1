"""Writers die and race in real processes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sudden_death import deaths

from zenml_local.artifact_store import LocalArtifactStore

_WRITES_FOR_EVER = """
import sys
from zenml_local.artifact_store import LocalArtifactStore
store = LocalArtifactStore(name="results", path=sys.argv[1])
with store.open(f"{store.path}/data.bin", "wb") as file:
    while True:
        file.write(b"x" * 100_000)
        print("wrote", flush=True)
"""
_REPLACES = """
import sys
from zenml_local.artifact_store import LocalArtifactStore
store = LocalArtifactStore(name="results", path=sys.argv[1])
content = sys.argv[2].encode() * 50_000
input()
for _ in range(20):
    with store.open(f"{store.path}/runs/1/data.bin", "wb") as file:
        file.write(content)
"""


@pytest.fixture
def store(tmp_path: Path) -> LocalArtifactStore:
    return LocalArtifactStore(name="results", path=str(tmp_path / "store"))


def start(script: str, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, *arguments]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_a_killed_writer_leaves_no_visible_file(store: LocalArtifactStore) -> None:
    with start(_WRITES_FOR_EVER, store.path) as writer:
        assert writer.stdout
        assert [writer.stdout.readline() for _ in range(3)] == ["wrote\n"] * 3
        writer.kill()
    assert len(os.listdir(store.path)) == 1
    assert store.listdir(store.path) == []
    assert store.glob(f"{store.path}/**") == []
    assert store.size(store.path) == 0
    assert not store.exists(f"{store.path}/data.bin")


def test_whenever_a_writer_dies_the_file_is_the_old_or_the_new_one(store: LocalArtifactStore) -> None:
    path = Path(store.path, "runs", "data.bin")

    def replace() -> None:
        with store.open(str(path), "wb") as file:
            file.write(b"new")

    seen = []
    with store.open(str(path), "wb") as file:
        file.write(b"old")
    for _ in deaths(replace):
        seen.append(path.read_bytes())
        assert store.listdir(str(path.parent)) == ["data.bin"]
    assert seen
    assert set(seen) == {b"old"}
    assert path.read_bytes() == b"new"


def test_two_writers_and_a_reader_never_meet_a_mixture(store: LocalArtifactStore) -> None:
    path = f"{store.path}/runs/1/data.bin"
    with store.open(path, "wb") as file:
        file.write(b"1" * 50_000)
    writers = [start(_REPLACES, store.path, digit) for digit in "12"]
    for writer in writers:
        assert writer.stdin
        writer.stdin.write("\n")
        writer.stdin.flush()
    contents = set()
    while any(writer.poll() is None for writer in writers):
        with store.open(path, "rb") as file:
            contents.add(file.read())
    for writer in writers:
        writer.communicate()
    assert [writer.returncode for writer in writers] == [0, 0]
    assert contents <= {b"1" * 50_000, b"2" * 50_000}
    assert os.listdir(f"{store.path}/runs/1") == ["data.bin"]
