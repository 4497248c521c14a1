from __future__ import annotations

import datetime as dt
import sys
import warnings
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest
from round_trips import artifact_file, open_store, round_trip, save

from zenml.errors import NotPermittedError
from zenml.materializers.artifacts import load_artifact
from zenml.materializers.builtin import FALLBACK, PANDAS
from zenml_local.artifact_store import LocalArtifactStore

FRAMES: dict[str, pd.DataFrame] = {
    "numbers": pd.DataFrame({"a": [1, 2], "b": [1.5, np.nan], "c": np.array([1, 2], dtype=np.int8)}),
    "text": pd.DataFrame({"a": ["größer", None, ""]}),
    "string type": pd.DataFrame({"a": pd.array(["x", None], dtype="string")}),
    "nullable numbers": pd.DataFrame({"a": pd.array([1, None], dtype="Int64"), "b": pd.array([True, None], "boolean")}),
    "categories": pd.DataFrame({"a": pd.Categorical(["u", "v", "u"], categories=["v", "u", "w"], ordered=True)}),
    "categories that are no text": pd.DataFrame(
        {
            7: pd.Categorical([1, 2, None], categories=[5, 2, 1]),
            8: pd.Categorical(pd.to_datetime(["2022-02-28"] * 3)),
            9: pd.Categorical([2**60 + 1, None, 2**60], categories=[2**60, 2**60 + 1]),
            10: pd.Categorical([True, None, False]),
        }
    ),
    "times": pd.DataFrame(
        {
            "naive": pd.to_datetime(["2022-02-28 12:00:00.123456789", "NaT"]),
            "zoned": pd.to_datetime(["2022-02-28", "2022-07-01"]).tz_localize("Europe/Berlin"),
            "lengths": pd.to_timedelta([1, 2], unit="ns"),
            "months": pd.period_range("2022-01", periods=2, freq="M"),
        }
    ),
    "dates and decimals": pd.DataFrame({"d": [dt.date(2022, 2, 28), None], "e": [Decimal("1.10"), Decimal("2.20")]}),
    "an index of text": pd.DataFrame({"a": [1, 2]}, index=pd.Index(["x", "y"], name="key")),
    "an index of several": pd.DataFrame({"a": [1, 2]}, index=pd.MultiIndex.from_tuples([("x", 1), ("y", 2)])),
    "every second row": pd.DataFrame({"a": range(10)}).iloc[::2],
    "numbered columns": pd.DataFrame(np.arange(6.0).reshape(2, 3)),
    "columns of several": pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("a", "x"), ("a", "y")])),
    "a column that is named like a part of another": pd.DataFrame({"a": [1], "a.b": [2.5], "a.c": ["x"]}),
    "numbers among text": pd.DataFrame({"a": [1], "b": ["x"], "c": [2], "d": [0.5], "e": ["y"], "f": [np.float16(1)]}),
    "days": pd.DataFrame({"a": [1, 2]}, index=pd.date_range("2022-02-28", periods=2, freq="D", tz="Europe/Berlin")),
    "lengths of time": pd.DataFrame({"a": pd.to_timedelta(["1s", None])}, index=pd.timedelta_range("1h", periods=2)),
    "numbered rows": pd.DataFrame({"a": [1, 2]}, index=pd.RangeIndex(5, 9, 2, name="row")),
    "no columns": pd.DataFrame(index=[3, 4]),
    "nothing": pd.DataFrame(),
    "no rows": pd.DataFrame({"a": pd.Series([], dtype="float64"), "b": pd.Series([], dtype="int32")}),
    "several parts": pd.DataFrame({"a": np.arange(3_000_000), "b": np.arange(3_000_000) / 7}),
}
UNSUITABLE: dict[str, pd.DataFrame] = {
    "several types in a column": pd.DataFrame({"a": [1, "x"]}),
    "numbers as objects": pd.DataFrame({"a": np.array([1, 2], dtype=object)}),
    "lists": pd.DataFrame({"a": [[1], [2, 3]]}),
    "dictionaries": pd.DataFrame({"a": [{"x": 1}, {"y": 2}]}),
    "complex numbers": pd.DataFrame({"a": [1j]}),
    "an index of categories": pd.DataFrame({"a": [1]}, index=pd.CategoricalIndex(["u"], categories=["v", "u"])),
    "one name twice": pd.DataFrame([[1, 2]], columns=["a", "a"]),
    "intervals": pd.DataFrame({"a": pd.cut(np.arange(8), 3)}),
    "seconds": pd.DataFrame({"a": np.array(["2022-02-28"], dtype="datetime64[s]")}),
    "several kinds of nothing": pd.DataFrame({"a": pd.Series([np.nan, None], dtype=object)}),
    "an index that is named by a number": pd.DataFrame({"a": [1]}, index=pd.Index([1], name=3)),
}
SERIES: dict[str, Any] = {
    "named": pd.Series([1.5, 2.5], name="price"),
    "unnamed": pd.Series(["x", "y"], index=[3, 7]),
    "categories": pd.Series(pd.Categorical(["u", "v"]), name=7),
}


@pytest.fixture
def store(tmp_path: Path) -> LocalArtifactStore:
    return open_store(tmp_path)


@pytest.mark.parametrize("name", FRAMES)
def test_a_table_comes_back_as_it_was(store: LocalArtifactStore, name: str) -> None:
    record = save(store, FRAMES[name])
    assert (record.materializer, record.files[0].name) == (PANDAS, "data.parquet")
    pd.testing.assert_frame_equal(load_artifact(record, store), FRAMES[name])


@pytest.mark.parametrize("name", SERIES)
def test_a_series_comes_back_with_its_name(store: LocalArtifactStore, name: str) -> None:
    pd.testing.assert_series_equal(round_trip(store, SERIES[name]), SERIES[name])


@pytest.mark.parametrize("name", UNSUITABLE)
def test_a_table_that_parquet_would_change_is_left_to_pickle(
    store: LocalArtifactStore, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = save(store, UNSUITABLE[name])
    assert record.materializer == FALLBACK
    assert (record.metadata["rows"], record.preview) == (len(UNSUITABLE[name]), ".preview.html")
    pd.testing.assert_frame_equal(load_artifact(record, store), UNSUITABLE[name])
    monkeypatch.setenv("ZENML_ALLOW_PICKLE", "0")
    with pytest.raises(NotPermittedError):
        save(store, UNSUITABLE[name])


def test_a_loaded_table_may_be_written_to(store: LocalArtifactStore) -> None:
    frame: Any = round_trip(store, pd.DataFrame({"a": [1, 2], "b": [0.5, 1.5]}))
    frame.loc[0, "a"] = 7
    frame["b"].to_numpy(copy=True)[0] = 1.0
    assert list(frame["a"]) == [7, 2]


def test_a_loaded_table_that_is_wide_takes_one_column_more(store: LocalArtifactStore) -> None:
    frame: Any = round_trip(store, pd.DataFrame(np.zeros((2, 200))))
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # pandas warns when the columns lie apart
        frame.insert(0, "new", 1)
    assert frame.shape == (2, 201)


def test_what_a_user_noted_about_a_table_is_kept(store: LocalArtifactStore) -> None:
    noted = pd.DataFrame({"a": [1]})
    noted.attrs["source"] = "a survey"
    assert cast("Any", round_trip(store, noted)).attrs == {"source": "a survey"}


def test_the_file_is_what_every_reader_of_parquet_expects(store: LocalArtifactStore) -> None:
    save(store, FRAMES["numbers"])
    pd.testing.assert_frame_equal(pd.read_parquet(artifact_file(store, "data.parquet")), FRAMES["numbers"])


def test_without_pyarrow_a_table_is_left_to_pickle(store: LocalArtifactStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zenml.materializers.pandas_parquet", None)
    record = save(store, FRAMES["numbers"])
    assert record.materializer == FALLBACK


def test_a_table_tells_its_columns_and_shows_its_first_rows_as_html(store: LocalArtifactStore) -> None:
    frame = pd.DataFrame({"<b>": ["<script>alert(1)</script>"] * 30, "n": range(30)})
    record = save(store, frame)
    assert record.metadata == {
        "rows": 30,
        "shape": [30, 2],
        "columns": {"<b>": str(frame.dtypes["<b>"]), "n": "int64"},
    }
    assert record.preview == ".preview.html"
    preview = artifact_file(store, ".preview.html").read_text()
    assert preview.startswith("<p>30 rows, 2 columns</p>\n<table")
    assert ("&lt;script&gt;" in preview, "<script>" in preview, preview.count("<tr")) == (True, False, 21)


def test_a_wide_table_of_long_texts_has_a_small_preview(store: LocalArtifactStore) -> None:
    save(store, pd.DataFrame({f"column {number}": ["x" * 10_000] * 50 for number in range(200)}))
    assert artifact_file(store, ".preview.html").stat().st_size < 100_000


def test_a_series_tells_its_type(store: LocalArtifactStore) -> None:
    assert save(store, SERIES["named"]).metadata == {"rows": 2, "dtype": "float64"}
