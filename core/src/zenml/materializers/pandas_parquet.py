"""Write tables of pandas as Parquet, and read them; whoever imports this needs pyarrow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from zenml.materializers.materializer import UnsuitableValueError

_CHUNK_BYTES = 16 * 1024 * 1024
"""Of so much memory at a time is a copy made while a table is written."""


def schema_of(frame: pd.DataFrame, marks: Mapping[bytes, bytes]) -> pa.Schema:
    """Return the columns that a table has in Parquet, with ``marks`` as further metadata.

    Raises:
        UnsuitableValueError: it would come back as another one.
    """
    try:
        schema = pa.Schema.from_pandas(frame)
        empty = schema.empty_table().to_pandas()
    except (pa.ArrowException, TypeError, ValueError, NotImplementedError) as error:
        raise UnsuitableValueError(f"Parquet cannot hold such a table ({error})") from error
    is_same = empty.columns.equals(frame.columns) and _dtypes_of(empty) == _dtypes_of(frame)
    if not is_same or _dtypes(empty.index) != _dtypes(frame.index):
        raise UnsuitableValueError("its labels or types would change in Parquet")
    for name, dtype in zip(schema.names, frame.dtypes, strict=False):
        if dtype == np.dtype(object) and not _is_kept(schema.field(name).type):
            raise UnsuitableValueError(f"column {name!r} holds objects that would change in Parquet")
    return schema.with_metadata({**(schema.metadata or {}), **marks})


def write_frame(file: IO[bytes], frame: pd.DataFrame, schema: pa.Schema) -> None:
    """Write a table part by part, so that hardly any of it is copied at a time."""
    at_once = _rows_at_once(frame)
    labels = schema.names[: frame.shape[1]]
    with pq.ParquetWriter(file, schema) as writer:
        for first in range(0, max(len(frame), 1), at_once):
            rows = frame.iloc[first : first + at_once].set_axis(labels, axis=1)
            writer.write_table(pa.Table.from_pandas(rows, schema=schema))


def read_frame(file: IO[bytes]) -> tuple[pd.DataFrame, Mapping[bytes, bytes]]:
    """Return a table, and its metadata."""
    table = pq.read_table(file)
    marks = table.schema.metadata or {}
    # Each column lets go of its memory in the table once it is converted.
    frame = table.to_pandas(split_blocks=True, self_destruct=True)
    del table
    _make_writable(frame)
    return frame, marks


def _is_kept(kind: pa.DataType) -> bool:
    """Say whether objects of a column come back as what they were: lists would be arrays, dictionaries get new keys."""
    types = pa.types
    checks = (types.is_string, types.is_large_string, types.is_binary, types.is_decimal, types.is_date, types.is_time)
    return types.is_null(kind) or any(check(kind) for check in checks)


def _dtypes_of(frame: pd.DataFrame) -> list[object]:
    """Return the types of columns; what a category may be is not known without rows."""
    return ["category" if isinstance(each, pd.CategoricalDtype) else each for each in frame.dtypes]


def _dtypes(index: pd.Index[Any]) -> list[object]:
    return list(index.dtypes) if isinstance(index, pd.MultiIndex) else [index.dtype]


def _rows_at_once(frame: pd.DataFrame) -> int:
    bytes_a_row = frame.memory_usage(index=True).sum() / max(len(frame), 1)
    return max(1, int(_CHUNK_BYTES / max(bytes_a_row, 1)))


def _make_writable(frame: pd.DataFrame) -> None:
    """Copy, one by one, the columns whose memory is still the table's, which nobody may write to."""
    for name, dtype in frame.dtypes.items():
        if isinstance(dtype, np.dtype) and dtype.kind in "biufmM":
            frame[name] = frame[name].copy()
