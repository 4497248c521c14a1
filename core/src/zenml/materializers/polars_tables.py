"""Keep tables of polars as Parquet."""

from __future__ import annotations

from typing import Any, TypeAlias

import polars as pl

from zenml.errors import ArtifactError
from zenml.materializers.materializer import BaseMaterializer

_FILE = "data.parquet"
_ROWS_IN_A_GROUP = 128 * 1024
_MOST_COLUMNS_TOLD = 100
_SHOWN_ROWS, _SHOWN_COLUMNS, _SHOWN_CHARACTERS = 20, 20, 80

Data: TypeAlias = pl.DataFrame | pl.Series | pl.LazyFrame


class PolarsMaterializer(BaseMaterializer):
    """Keep a DataFrame, a Series, or what a LazyFrame comes to, which is computed once."""

    _collected: pl.DataFrame | None = None

    def save(self, data: Data) -> None:
        frame = self._frame(data)
        if unkept := [name for name, dtype in frame.schema.items() if _holds_objects(dtype)]:
            raise ArtifactError(f"column {unkept[0]!r} holds Python objects", hint="convert them to a type of polars")
        with self.open(_FILE, "wb") as file:
            frame.write_parquet(file, row_group_size=_ROWS_IN_A_GROUP)

    def load(self, data_type: type[Any], /) -> Data:
        with self.open(_FILE, "rb") as file:
            frame = pl.read_parquet(file)
        if issubclass(data_type, pl.LazyFrame):
            return frame.lazy()
        return frame.to_series() if issubclass(data_type, pl.Series) else frame

    def extract_metadata(self, data: Data) -> dict[str, object]:
        if isinstance(data, pl.Series):
            return {"rows": len(data), "dtype": str(data.dtype)}
        frame = self._frame(data)
        columns = list(frame.schema.items())[:_MOST_COLUMNS_TOLD]
        return {
            "rows": frame.height,
            "shape": list(frame.shape),
            "columns": {name: str(each) for name, each in columns},
        }

    def save_preview(self, data: Data) -> None:
        shown = self._frame(data)[:_SHOWN_ROWS, :_SHOWN_COLUMNS]
        with pl.Config(tbl_rows=_SHOWN_ROWS, tbl_cols=_SHOWN_COLUMNS, fmt_str_lengths=_SHOWN_CHARACTERS):
            self.write_preview(shown._repr_html_(), "html")  # what polars itself gives to notebooks

    def _frame(self, data: Data) -> pl.DataFrame:
        if isinstance(data, pl.LazyFrame):
            if self._collected is None:
                self._collected = data.collect()
            return self._collected
        return data.to_frame() if isinstance(data, pl.Series) else data


def _holds_objects(dtype: pl.DataType) -> bool:
    inner = getattr(dtype, "inner", None)
    fields = [field.dtype for field in getattr(dtype, "fields", ())]
    return dtype == pl.Object or any(_holds_objects(each) for each in ([inner] if inner is not None else fields))
