from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from round_trips import artifact_file, open_store, save
from sklearn.linear_model import LogisticRegression

from zenml.materializers import BaseMaterializer
from zenml.materializers.artifacts import artifact_is_complete, load_artifact
from zenml_local.artifact_store import LocalArtifactStore


class Melody:
    def __init__(self, notes: str) -> None:
        self.notes = notes


class MelodyMaterializer(BaseMaterializer):
    """Writes past ``open``, so that its files are looked for afterwards."""

    ASSOCIATED_TYPES = (Melody,)

    def save(self, data: Melody) -> None:
        self.artifact_store.makedirs(self.uri)
        Path(self.uri, "notes.txt").write_text(data.notes)

    def load(self, data_type: type[Any]) -> Melody:
        melody: Melody = data_type(Path(self.uri, "notes.txt").read_text())
        return melody

    def extract_metadata(self, data: Melody) -> Mapping[str, object]:
        return {"notes": len(data.notes), "first": data.notes[0]}

    def save_preview(self, data: Melody) -> None:
        self.write_preview(f"<b>{data.notes}</b>", "html")


class Broken(Melody):
    pass


class BrokenMaterializer(MelodyMaterializer):
    ASSOCIATED_TYPES = (Broken,)

    def extract_metadata(self, data: Melody) -> Mapping[str, object]:
        return {"notes": data}

    def save_preview(self, data: Melody) -> None:
        self.write_preview(data.notes * 300_000)


@pytest.fixture
def store(tmp_path: Path) -> LocalArtifactStore:
    return open_store(tmp_path)


def test_a_materializer_of_ones_own_tells_and_shows_what_it_saved(store: LocalArtifactStore) -> None:
    record = save(store, Melody("cdef"))
    assert (record.metadata, record.preview) == ({"notes": 4, "first": "c"}, ".preview.html")
    assert [file.name for file in record.files] == ["notes.txt"]
    assert artifact_file(store, ".preview.html").read_text() == "<b>cdef</b>"


def test_the_preview_is_no_part_of_the_artifact(store: LocalArtifactStore) -> None:
    record = save(store, Melody("cdef"))
    artifact_file(store, ".preview.html").unlink()
    assert artifact_is_complete(record, store)
    assert isinstance(load_artifact(record, store), Melody)


def test_what_cannot_be_told_or_shown_is_an_artifact_nevertheless(
    store: LocalArtifactStore, caplog: pytest.LogCaptureFixture
) -> None:
    record = save(store, Broken("c"))
    assert (record.metadata, record.preview, [file.name for file in record.files]) == ({}, None, ["notes.txt"])
    address = f"{__name__}:BrokenMaterializer"
    assert [message.getMessage() for message in caplog.records] == [
        f"{address} made no preview: ArtifactError: its preview has 300000 bytes, 262144 are allowed",
        f"{address} extracted no metadata: TypeError: Object of type Broken is not JSON serializable",
    ]


def test_a_preview_is_text_html_or_a_picture(store: LocalArtifactStore) -> None:
    materializer = MelodyMaterializer(str(Path(store.path, "x")), store)
    with pytest.raises(Exception, match=r"a preview cannot be 'exe' \(write one of txt, html, png\)"):
        materializer.write_preview("MZ", "exe")


@pytest.mark.parametrize(
    ("value", "metadata"),
    [
        (7, {}),
        (None, {}),
        ("größer", {"length": 6}),
        ([1, 2, 3], {"length": 3}),
        ({"a": 1}, {"length": 1}),
        (np.zeros((2, 3), dtype=np.float32), {"shape": [2, 3], "dtype": "float32"}),
    ],
)
def test_values_tell_what_is_cheap_to_know(store: LocalArtifactStore, value: object, metadata: object) -> None:
    assert save(store, value).metadata == metadata


@pytest.mark.parametrize(
    ("text", "shown"), [("größer\n<b>\udc80", "größer\n<b>?"), ("x" * 3000, "x" * 2000 + "…")], ids=["short", "long"]
)
def test_of_a_text_the_beginning_is_shown(store: LocalArtifactStore, text: str, shown: str) -> None:
    assert save(store, text).preview == ".preview.txt"
    assert artifact_file(store, ".preview.txt").read_text() == shown


def test_of_nothing_nothing_is_shown(store: LocalArtifactStore) -> None:
    assert save(store, "").preview is None


def test_an_array_is_shown_by_its_corners(store: LocalArtifactStore) -> None:
    save(store, np.arange(1_000_000).reshape(1000, 1000))
    lines = artifact_file(store, ".preview.txt").read_text().splitlines()
    assert lines[:3] == [
        "int64 array of shape (1000, 1000)",
        "",
        "[[     0      1      2 ...    997    998    999]",
    ]
    assert len(lines) == 9


def test_an_estimator_tells_its_settings_and_is_drawn(store: LocalArtifactStore) -> None:
    record = save(store, LogisticRegression(C=0.5))
    assert (record.metadata["estimator"], record.preview) == ("LogisticRegression", ".preview.html")
    parameters = record.metadata["parameters"]
    assert isinstance(parameters, dict)
    assert parameters["C"] == 0.5
    assert "LogisticRegression" in artifact_file(store, ".preview.html").read_text()
