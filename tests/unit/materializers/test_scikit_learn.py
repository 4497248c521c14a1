from __future__ import annotations

import logging
from pathlib import Path
from typing import Any, cast

import pytest
import sklearn
from round_trips import artifact_file, open_store, round_trip, save
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from zenml.materializers import pickles
from zenml.materializers.artifacts import load_artifact
from zenml.materializers.builtin import SCIKIT_LEARN
from zenml_local.artifact_store import LocalArtifactStore


class CautiousRegression(LogisticRegression):  # type: ignore[misc]  # scikit-learn is untyped here
    """A user's own estimator."""


@pytest.fixture
def store(tmp_path: Path) -> LocalArtifactStore:
    return open_store(tmp_path)


def test_a_trained_model_predicts_the_same_after_the_round_trip(store: LocalArtifactStore) -> None:
    images, digits = load_digits(n_class=3, return_X_y=True)
    model = make_pipeline(StandardScaler(), CautiousRegression()).fit(images, digits)
    record = save(store, model)
    assert record.materializer == SCIKIT_LEARN
    loaded = cast("Any", load_artifact(record, store))
    assert type(loaded[-1]) is CautiousRegression
    assert loaded.predict_proba(images).tolist() == model.predict_proba(images).tolist()


def test_one_warning_names_the_estimator(
    store: LocalArtifactStore, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pickles, "_warned", set())
    with caplog.at_level(logging.WARNING, logger="zenml"):
        round_trip(store, LogisticRegression())
        round_trip(store, LogisticRegression())
    assert [record.getMessage().partition(":")[0:1] for record in caplog.records] == [
        ("A value of type sklearn.linear_model",)
    ]


def test_loading_under_another_version_warns_naming_both(
    store: LocalArtifactStore, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = save(store, LogisticRegression())
    monkeypatch.setattr(sklearn, "__version__", "7.3.1")
    with caplog.at_level(logging.WARNING, logger="zenml.materializers.scikit_learn"):
        caplog.clear()
        load_artifact(record, store)
    saved = artifact_file(store, "data.pickle").read_bytes().partition(b'"scikit-learn": "')[2].partition(b'"')[0]
    warning = (
        f"A sklearn.linear_model:LogisticRegression was saved with scikit-learn {saved.decode()} and is "
        "loaded with 7.3.1: it may fail, or predict something else."
    )
    assert [record.getMessage() for record in caplog.records] == [warning]
