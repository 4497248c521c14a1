from __future__ import annotations

from pathlib import Path

import pytest
from round_trips import open_store, save

from zenml.errors import ArtifactError
from zenml.materializers.artifacts import load_artifact
from zenml.materializers.json_decoding import Decoder
from zenml_local.artifact_store import LocalArtifactStore


@pytest.fixture
def store(tmp_path: Path) -> LocalArtifactStore:
    return open_store(tmp_path)


def no_leaf(_: object) -> object:
    raise AssertionError("nothing lies beside the document")


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        ({"$zenml": "hologram", "value": 1}, "it holds a 'hologram', which this zenml-core does not know"),
        ({"$zenml": "object", "value": ["subprocess:Popen", {}]}, "subprocess:Popen is neither a dataclass nor"),
        ({"$zenml": "enum", "value": ["subprocess:Popen", "x"]}, "subprocess:Popen is not a subclass of Enum any more"),
        ({"$zenml": "named_tuple", "value": ["subprocess:Popen", []]}, "subprocess:Popen is not a subclass of tuple"),
    ],
)
def test_a_document_cannot_have_anything_but_records_made(form: object, reason: str) -> None:
    with pytest.raises(ArtifactError, match=reason):
        Decoder(no_leaf).decode(form)


def test_a_document_of_another_version_is_refused_naming_both(
    store: LocalArtifactStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as future:
        future.setattr("zenml.materializers.json_values.FORMAT_VERSION", 2)
        record = save(store, 1)
    with pytest.raises(ArtifactError, match="it has format 2, this zenml-core reads format 1"):
        load_artifact(record, store)
