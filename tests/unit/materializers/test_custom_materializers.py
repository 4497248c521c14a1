from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, ClassVar

import pytest
from round_trips import Table, artifact_file, open_store, round_trip, save

from zenml.errors import ArtifactError
from zenml.materializers import BaseMaterializer, UnsuitableValueError
from zenml.materializers.artifacts import load_artifact
from zenml.materializers.builtin import FALLBACK
from zenml_local.artifact_store import LocalArtifactStore


class Graph:
    def __init__(self, edges: list[str]) -> None:
        self.edges = edges


class Tree(Graph):
    pass


class GraphMaterializer(BaseMaterializer):
    """Write as the documentation shows it."""

    ASSOCIATED_TYPES = (Graph,)

    def save(self, data: Graph) -> None:
        with self.open("edges.txt", "w") as file:
            file.writelines(f"{edge}\r\n" for edge in data.edges)

    def load(self, data_type: type[Graph]) -> Graph:
        with self.open("edges.txt") as file:
            return data_type([line.removesuffix("\r\n") for line in file])


class Song:
    title = "Yesterday"


class SongMaterializer(BaseMaterializer):
    """Write past ``open``, through the artifact store and below a folder."""

    ASSOCIATED_TYPES = (Song,)

    def save(self, data: Song) -> None:
        with self.open("kind.txt", "w") as file:
            file.write("song")
        with self.artifact_store.open(os.path.join(self.uri, "lyrics", "title.txt"), "w") as file:
            file.write(data.title)

    def load(self, data_type: type[Song]) -> Song:
        song = data_type()
        with self.artifact_store.open(os.path.join(self.uri, "lyrics", "title.txt")) as file:
            song.title = file.read()
        return song


class Poem:
    lines: ClassVar[list[str]] = ["a", "b"]


class ClassicMaterializer(BaseMaterializer):
    """Keep to the names and calls of ZenML before 0.30."""

    ASSOCIATED_TYPES = (Poem,)

    def handle_input(self, data_type: type[Any]) -> Poem:
        super().handle_input(data_type)
        poem = Poem()
        poem.lines = json.loads(Path(self.artifact.uri, "poem.json").read_text())  # type: ignore[misc]  # a copy
        return poem

    def handle_return(self, data: Poem) -> None:
        super().handle_return(data)
        Path(self.artifact.uri).mkdir(parents=True)
        Path(self.artifact.uri, "poem.json").write_text(json.dumps(data.lines))


class Choosy:
    pass


class ChoosyMaterializer(BaseMaterializer):
    ASSOCIATED_TYPES = (Choosy,)

    def save(self, data: Choosy) -> None:
        raise UnsuitableValueError("its day is bad")


class Silent:
    pass


class SilentMaterializer(BaseMaterializer):
    ASSOCIATED_TYPES = (Silent,)

    def save(self, data: Silent) -> None:
        pass


class Unfinished:
    pass


class UnfinishedMaterializer(BaseMaterializer):
    ASSOCIATED_TYPES = (Unfinished,)


class TableMaterializer(BaseMaterializer):
    """Take whatever it is told to, under names that it is told."""

    name: ClassVar[str] = "table.json"

    def save(self, data: object) -> None:
        with self.open(self.name, "w") as file:
            json.dump(data, file)

    def load(self, data_type: type[Any]) -> object:
        with self.open(self.name) as file:
            return data_type(json.load(file))


@pytest.fixture
def store(tmp_path: Path) -> LocalArtifactStore:
    return open_store(tmp_path)


def name_of(materializer: type) -> str:
    return f"{materializer.__module__}:{materializer.__qualname__}"


def test_defining_the_class_is_enough_for_its_types_and_their_subclasses(store: LocalArtifactStore) -> None:
    record = save(store, Tree(["a b", "b c"]))
    assert record.materializer == name_of(GraphMaterializer)
    assert artifact_file(store, "edges.txt").read_bytes() == b"a b\r\nb c\r\n"
    loaded = load_artifact(record, store)
    assert type(loaded) is Tree
    assert loaded.edges == ["a b", "b c"]


def test_the_reader_may_ask_for_another_type(store: LocalArtifactStore) -> None:
    record = save(store, Tree(["a b"]))
    assert type(load_artifact(record, store, Graph)) is Graph


def test_files_that_passed_open_by_are_recorded_too(store: LocalArtifactStore) -> None:
    record = save(store, Song())
    assert [(file.name, file.size_bytes) for file in record.files] == [("kind.txt", 4), ("lyrics/title.txt", 9)]
    loaded = load_artifact(record, store)
    assert isinstance(loaded, Song)
    assert loaded.title == "Yesterday"


def test_damage_is_found_even_if_open_is_passed_by(store: LocalArtifactStore) -> None:
    record = save(store, Song())
    artifact_file(store, "lyrics/title.txt").write_text("Yesterdaz")
    with pytest.raises(ArtifactError, match=r"file 'lyrics/title\.txt' is damaged"):
        load_artifact(record, store)


def test_a_missing_file_is_named_even_if_open_is_passed_by(store: LocalArtifactStore) -> None:
    record = save(store, Song())
    artifact_file(store, "lyrics/title.txt").unlink()
    with pytest.raises(ArtifactError, match=r"file 'lyrics/title\.txt' is gone"):
        load_artifact(record, store)


def test_the_classic_names_work(store: LocalArtifactStore) -> None:
    record = save(store, Poem())
    assert [file.name for file in record.files] == ["poem.json"]
    loaded = load_artifact(record, store)
    assert isinstance(loaded, Poem)
    assert loaded.lines == ["a", "b"]


def test_an_unsuitable_value_is_left_to_the_fallback(store: LocalArtifactStore) -> None:
    assert save(store, Choosy()).materializer == FALLBACK
    assert type(round_trip(store, Choosy())) is Choosy


def test_a_chosen_materializer_takes_any_type(store: LocalArtifactStore) -> None:
    record = save(store, Table(a=1), materializer=name_of(TableMaterializer))
    assert [file.name for file in record.files] == ["table.json"]
    assert load_artifact(record, store) == Table(a=1)
    assert type(load_artifact(record, store)) is Table


def test_a_materializer_from_a_function_body_works_in_this_process(store: LocalArtifactStore) -> None:
    class LocalMaterializer(TableMaterializer):
        name = "local.json"

    record = save(store, Table(a=1), materializer=name_of(LocalMaterializer))
    assert [file.name for file in record.files] == ["local.json"]
    assert load_artifact(record, store) == Table(a=1)


def test_a_materializer_that_writes_nothing_is_refused(store: LocalArtifactStore) -> None:
    with pytest.raises(ArtifactError) as caught:
        save(store, Silent())
    assert str(caught.value) == (
        "artifact 'model' of step 77ab in run 1f0c cannot be saved: "
        f"{name_of(SilentMaterializer)} wrote no file (save must write below self.uri)"
    )


def test_a_materializer_without_save_is_refused(store: LocalArtifactStore) -> None:
    with pytest.raises(ArtifactError, match="UnfinishedMaterializer defines no 'save'"):
        save(store, Unfinished())


def test_only_a_materializer_can_be_chosen(store: LocalArtifactStore) -> None:
    with pytest.raises(ArtifactError, match="round_trips:Table is not a materializer"):
        save(store, 7, materializer="round_trips:Table")


def test_what_a_materializer_raises_names_the_artifact_and_keeps_its_cause(store: LocalArtifactStore) -> None:
    with pytest.raises(ArtifactError) as caught:
        save(store, {1, 2}, materializer=name_of(TableMaterializer))
    assert str(caught.value) == (
        "artifact 'model' of step 77ab in run 1f0c cannot be saved: "
        "TypeError: Object of type set is not JSON serializable"
    )
    assert isinstance(caught.value.__cause__, TypeError)
    assert not artifact_file(store, "table.json").exists()


@pytest.mark.parametrize("name", ["../table.json", "/etc/passwd", "a/../../x", "a\\b", "a\0b", "s3://bucket/x", ""])
def test_a_file_stays_in_the_artifacts_folder(
    store: LocalArtifactStore, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(TableMaterializer, "name", name)
    with pytest.raises(ArtifactError, match="artifact 'model' of step 77ab in run 1f0c cannot be saved"):
        save(store, Table(a=1), materializer=name_of(TableMaterializer))
    assert not store.exists(store.path) or store.size(store.path) == 0


@pytest.mark.parametrize("mode", ["a", "r+", "x", ""])
def test_a_file_is_read_or_written_anew(store: LocalArtifactStore, mode: str) -> None:
    with pytest.raises(ValueError, match="must be one of r, w, rb, wb"):
        TableMaterializer(store.path, store).open("table.json", mode)


def test_a_file_that_is_written_cannot_be_rewound(store: LocalArtifactStore) -> None:
    with TableMaterializer(store.path, store).open("data.bin", "wb") as file:
        assert (file.writable(), file.seekable(), file.readable()) == (True, False, False)
        with pytest.raises(OSError, match="seek"):
            file.seek(0)


def test_an_exception_leaves_neither_file_nor_record(store: LocalArtifactStore) -> None:
    materializer = TableMaterializer(store.path, store)

    def write_and_fail(mode: str) -> None:
        with materializer.open("data", mode) as file:
            file.write(b"half" if "b" in mode else "half")
            raise ZeroDivisionError

    for mode in ("w", "wb"):
        with pytest.raises(ZeroDivisionError):
            write_and_fail(mode)
    assert os.listdir(store.path) == []
    assert materializer.files.ledger.written == {}
