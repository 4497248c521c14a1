"""Keep tables of pandas as Parquet, in which neither types nor labels change."""

from __future__ import annotations

import json
from typing import Any, TypeAlias

import pandas as pd

from zenml.materializers.materializer import BaseMaterializer, UnsuitableValueError

_FILE = "data.parquet"
_CATEGORY_FILE = "categories-{}.parquet"
_SERIES, _CATEGORIES, _FREQUENCY = b"zenml.series", b"zenml.categories", b"zenml.frequency"
_MOST_COLUMNS_TOLD = 100
_SHOWN_ROWS, _SHOWN_COLUMNS, _SHOWN_CHARACTERS = 20, 20, 80

Data: TypeAlias = pd.DataFrame | pd.Series


class PandasMaterializer(BaseMaterializer):
    """Keep a DataFrame or a Series; what Parquet would change, and all without pyarrow, is left to cloudpickle."""

    def save(self, data: Data) -> None:
        try:
            from zenml.materializers.pandas_parquet import schema_of, write_frame  # needs pyarrow
        except ModuleNotFoundError as error:
            raise UnsuitableValueError(f"{error.name}, which writes Parquet, is not installed") from error
        frame, marks = (data, {}) if isinstance(data, pd.DataFrame) else _frame_of(data)
        categories = _categories_of(frame)
        about = {position: bool(frame.dtypes.iloc[position].ordered) for position in categories}
        marks |= {_CATEGORIES: json.dumps(about).encode(), _FREQUENCY: _frequency_of(frame.index).encode()}
        tables = {_FILE: (frame, schema_of(frame, marks))}
        for position, values in categories.items():
            tables[_CATEGORY_FILE.format(position)] = (values, schema_of(values, {}))
        for name, (table, schema) in tables.items():
            with self.open(name, "wb") as file:
                write_frame(file, table, schema)

    def load(self, _data_type: type[Any], /) -> Data:
        from zenml.materializers.pandas_parquet import read_frame  # needs pyarrow

        with self.open(_FILE, "rb") as file:
            frame, marks = read_frame(file)
        for position, is_ordered in json.loads(marks[_CATEGORIES]).items():
            with self.open(_CATEGORY_FILE.format(position), "rb") as file:
                values = read_frame(file)[0]["values"]
            name = frame.columns[int(position)]
            # Types of categories count as equal in whichever order, so astype would leave that of the file.
            frame[name] = frame[name].cat.set_categories(pd.Index(values.rename(None)), ordered=is_ordered)
        if frequency := marks.get(_FREQUENCY, b"").decode():
            frame.index.freq = frequency
        if _SERIES not in marks:
            return frame
        series = frame.iloc[:, 0]
        return series if marks[_SERIES] == b"named" else series.rename(None)

    def extract_metadata(self, data: Data) -> dict[str, object]:
        if isinstance(data, pd.Series):
            return {"rows": len(data), "dtype": str(data.dtype)}
        dtypes = zip(data.columns[:_MOST_COLUMNS_TOLD], data.dtypes[:_MOST_COLUMNS_TOLD], strict=True)
        columns = {str(name): str(dtype) for name, dtype in dtypes}
        return {"rows": len(data), "shape": list(data.shape), "columns": columns}

    def save_preview(self, data: Data) -> None:
        frame = data.head(_SHOWN_ROWS)
        frame = frame.to_frame() if isinstance(frame, pd.Series) else frame.iloc[:, :_SHOWN_COLUMNS]
        shown = frame.astype(object).map(_cell).to_html(border=0)
        self.write_preview(f"<p>{_size(data)}</p>\n{shown}\n", "html")


def _categories_of(frame: pd.DataFrame) -> dict[int, pd.DataFrame]:
    """Return the categories of columns by their positions; Parquet keeps only those that occur, in no order."""
    return {
        position: pd.DataFrame({"values": dtype.categories})
        for position, dtype in enumerate(frame.dtypes)
        if isinstance(dtype, pd.CategoricalDtype)
    }


def _frequency_of(index: pd.Index[Any]) -> str:
    """Return the frequency of an index of times, ``""`` if it has none that its name stands for."""
    frequency = getattr(index, "freq", None)
    if frequency is None or isinstance(index, pd.PeriodIndex):
        return ""
    name: str = frequency.freqstr
    try:
        return name if pd.tseries.frequencies.to_offset(name) == frequency else ""
    except ValueError:
        return ""


def _cell(value: object) -> str:
    text = str(value)
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}…"


def _frame_of(series: pd.Series) -> tuple[pd.DataFrame, dict[bytes, bytes]]:
    is_named = series.name is not None
    return series.to_frame(series.name if is_named else "values"), {_SERIES: b"named" if is_named else b"unnamed"}


def _size(data: Data) -> str:
    rows = f"{len(data):,} row{'s' if len(data) != 1 else ''}"
    if isinstance(data, pd.Series):
        return rows
    columns = data.shape[1]
    return f"{rows}, {columns:,} column{'s' if columns != 1 else ''}"
