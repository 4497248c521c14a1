from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import cast

import polars as pl
import pytest
from polars.testing import assert_frame_equal, assert_series_equal
from round_trips import artifact_file, open_store, round_trip, save

from zenml.errors import ArtifactError
from zenml.materializers.artifacts import load_artifact
from zenml.materializers.builtin import POLARS
from zenml_local.artifact_store import LocalArtifactStore

FRAMES = {
    "numbers and text": pl.DataFrame({"a": [1, None], "b": ["größer", ""], "c": [0.5, float("nan")]}),
    "nested": pl.DataFrame({"a": [[1, 2], []], "b": [{"x": 1}, {"x": None}]}),
    "times": pl.DataFrame({"a": [dt.datetime(2022, 2, 28, 12), None], "b": [dt.date(2022, 2, 28), None]}),
    "categories": pl.DataFrame({"a": pl.Series(["u", "v"], dtype=pl.Categorical)}),
    "no rows": pl.DataFrame(schema={"a": pl.Int8}),
    "several parts": pl.DataFrame({"a": range(300_000)}),
}


@pytest.fixture
def store(tmp_path: Path) -> LocalArtifactStore:
    return open_store(tmp_path)


@pytest.mark.parametrize("name", FRAMES)
def test_a_table_comes_back_as_it_was(store: LocalArtifactStore, name: str) -> None:
    record = save(store, FRAMES[name])
    assert (record.materializer, [file.name for file in record.files]) == (POLARS, ["data.parquet"])
    assert_frame_equal(cast("pl.DataFrame", load_artifact(record, store)), FRAMES[name])


@pytest.mark.parametrize("series", [pl.Series("a", [1, 2]), pl.Series("", ["x", None])], ids=["named", "unnamed"])
def test_a_series_comes_back_as_one(store: LocalArtifactStore, series: pl.Series) -> None:
    assert_series_equal(cast("pl.Series", round_trip(store, series)), series)


def test_of_a_lazy_table_its_result_is_kept(store: LocalArtifactStore) -> None:
    computed: list[pl.DataFrame] = []

    def compute(frame: pl.DataFrame) -> pl.DataFrame:
        computed.append(frame)
        return frame.filter(pl.col("a") > 1)

    loaded = round_trip(store, pl.LazyFrame({"a": [1, 2, 3]}).map_batches(compute))
    assert isinstance(loaded, pl.LazyFrame)
    assert (loaded.collect()["a"].to_list(), len(computed)) == ([2, 3], 1)


def test_python_objects_are_refused_for_not_even_pickle_keeps_them(store: LocalArtifactStore) -> None:
    with pytest.raises(ArtifactError) as caught:
        save(store, pl.DataFrame(pl.Series("a", [{1}, {2}], dtype=pl.Object)))
    assert str(caught.value) == (
        "artifact 'model' of step 77ab in run 1f0c cannot be saved: column 'a' holds Python objects"
        " (convert them to a type of polars)"
    )


def test_a_table_tells_its_columns_and_shows_its_first_rows_as_html(store: LocalArtifactStore) -> None:
    record = save(store, pl.DataFrame({"a": ["<script>alert(1)</script>"] * 30, "n": range(30)}))
    assert record.metadata == {"rows": 30, "shape": [30, 2], "columns": {"a": "String", "n": "Int64"}}
    preview = artifact_file(store, ".preview.html").read_text()
    assert ("&lt;script&gt;" in preview, "<script>" in preview) == (True, False)
