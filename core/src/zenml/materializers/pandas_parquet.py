"""Write tables of pandas as Parquet, and read them; whoever imports this needs pyarrow."""

from __future__ import annotations

import io
from collections.abc import Mapping
from itertools import groupby
from typing import IO, Any, TypeAlias

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from zenml.materializers.materializer import UnsuitableValueError

_CHUNK_BYTES = 8 * 1024 * 1024
"""Of so much memory at a time is a copy made while a table is written or read."""
_TRIED_ROWS = 2
# What pandas 3 never does, and warns of when it is asked not to.
_WITHOUT_COPY = {"copy": False} if pd.__version__.startswith("2.") else {}

Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]


def schema_of(frame: pd.DataFrame, marks: Mapping[bytes, bytes]) -> pa.Schema:
    """Return the columns that a table has in Parquet, with ``marks`` as further metadata.

    Raises:
        UnsuitableValueError: it would come back as another one.
    """
    if not all(name is None or isinstance(name, str) for name in [*frame.index.names, *frame.columns.names]):
        raise UnsuitableValueError("names of an index are text in Parquet")
    try:
        schema = pa.Schema.from_pandas(frame)
        sample = _written_and_read(frame.iloc[:_TRIED_ROWS], schema)
    except (pa.ArrowException, TypeError, ValueError, KeyError, NotImplementedError) as error:
        raise UnsuitableValueError(f"Parquet cannot hold such a table ({error})") from error
    is_same = sample.columns.equals(frame.columns) and _dtypes_of(sample) == _dtypes_of(frame)
    if not is_same or not _is_same_kind(sample.index, frame.index):
        raise UnsuitableValueError("its labels or types would change in Parquet")
    for position, dtype in enumerate(frame.dtypes):
        field = schema.field(position)
        if dtype == np.dtype(object) and not _is_kept(field.type, frame.iloc[:, position]):
            raise UnsuitableValueError(f"column {field.name!r} holds objects that would change in Parquet")
    return schema.with_metadata({**(schema.metadata or {}), **marks})


def write_frame(file: IO[bytes], frame: pd.DataFrame, schema: pa.Schema) -> None:
    """Write a table part by part, so that hardly any of it is copied at a time."""
    at_once = _rows_at_once(frame)
    labels = schema.names[: frame.shape[1]]
    with pq.ParquetWriter(file, schema, use_dictionary=_with_dictionary(schema)) as writer:
        for first in range(0, max(len(frame), 1), at_once):
            rows = frame.iloc[first : first + at_once].set_axis(labels, axis=1)
            writer.write_table(pa.Table.from_pandas(rows, schema=schema, nthreads=1))
    pa.default_memory_pool().release_unused()


def read_frame(file: IO[bytes]) -> tuple[pd.DataFrame, Mapping[bytes, bytes]]:
    """Return a table, and its metadata.

    Numbers and times are read part by part to where they stay, since pyarrow would hold them twice; neighbours of
    one type share their memory, as pandas likes it. The other columns, and the index, are what pyarrow makes of them.
    """
    with pq.ParquetFile(file, pre_buffer=False) as parquet:
        schema = parquet.schema_arrow
        empty = schema.empty_table().to_pandas()
        names, index_names = schema.names[: empty.shape[1]], schema.names[empty.shape[1] :]
        categorical = _categorical(schema)
        dtypes = zip(names, empty.dtypes, strict=True)
        kinds = {name: "" if name in categorical else _kind_in_memory(dtype) for name, dtype in dtypes}
        runs = [list(run) for _, run in groupby(names, kinds.__getitem__)]
        blocks = {
            run[0]: np.empty((len(run), parquet.metadata.num_rows), kinds[run[0]]) for run in runs if kinds[run[0]]
        }
        _fill(
            {name: row for run in runs if run[0] in blocks for name, row in zip(run, blocks[run[0]], strict=True)},
            parquet,
        )
        rest = [name for name in names if not kinds[name]]
        others = (
            parquet.read([*rest, *index_names])
            .select([*rest, *index_names])
            .to_pandas(categories=categorical, self_destruct=True)
        )
    pa.default_memory_pool().release_unused()
    frames = [_part(run, blocks, rest, others) for run in runs]
    frame = pd.concat(frames, axis=1, **_WITHOUT_COPY) if frames else others
    frame.columns = empty.columns
    frame.attrs = empty.attrs
    return frame, schema.metadata or {}


def _fill(columns: Mapping[str, Array], parquet: pq.ParquetFile) -> None:
    first = 0
    for group in range(parquet.num_row_groups if columns else 0):
        part = parquet.read_row_group(group, columns=list(columns), use_threads=False)
        for name, values in columns.items():
            values[first : first + part.num_rows] = part.column(name).to_numpy()
        first += part.num_rows


def _part(run: list[str], blocks: Mapping[str, Array], rest: list[str], others: pd.DataFrame) -> pd.DataFrame:
    """Return neighbouring columns, whose labels are not yet right."""
    if run[0] in blocks:
        return pd.DataFrame(blocks[run[0]].T, index=others.index, copy=False)
    first = rest.index(run[0])
    return others.iloc[:, first : first + len(run)]


def _categorical(schema: pa.Schema) -> list[str]:
    """Return the columns whose values are categories; of categories that are no text only pandas' own notes tell."""
    notes = (schema.pandas_metadata or {}).get("columns", [])
    return [note["field_name"] for note in notes if note["pandas_type"] == "categorical"]


def _with_dictionary(schema: pa.Schema) -> list[str]:
    """Return the columns that are worth a dictionary in each part: numbers and times become larger by it."""
    types = pa.types
    return [each.name for each in schema if not (types.is_primitive(each.type) or types.is_boolean(each.type))]


def _kind_in_memory(dtype: object) -> str:
    """Return NumPy's name of a column's type, ``""`` if it is no matter of plain memory."""
    return dtype.str if isinstance(dtype, np.dtype) and dtype.kind in "biufmM" else ""


def _written_and_read(frame: pd.DataFrame, schema: pa.Schema) -> pd.DataFrame:
    file = io.BytesIO()
    write_frame(file, frame, schema)
    file.seek(0)
    return read_frame(file)[0]


def _is_kept(kind: pa.DataType, column: pd.Series) -> bool:
    """Say whether objects of a column come back as what they were: lists would be arrays, dictionaries get new keys."""
    types = pa.types
    if types.is_null(kind):
        return all(value is None for value in column)
    checks = (types.is_string, types.is_large_string, types.is_binary, types.is_decimal, types.is_date, types.is_time)
    return any(check(kind) for check in checks)


def _dtypes_of(frame: pd.DataFrame) -> list[object]:
    """Return the types of columns; what a category may be is not known without rows."""
    return ["category" if isinstance(each, pd.CategoricalDtype) else each for each in frame.dtypes]


def _is_same_kind(index: pd.Index[Any], original: pd.Index[Any]) -> bool:
    kinds, wanted = (
        list(each.dtypes) if isinstance(each, pd.MultiIndex) else [each.dtype] for each in (index, original)
    )
    # Of the categories of an index those may be lost that occur in no row.
    return kinds == wanted and not any(isinstance(each, pd.CategoricalDtype) for each in wanted)


def _rows_at_once(frame: pd.DataFrame) -> int:
    bytes_a_row = frame.memory_usage(index=True).sum() / max(len(frame), 1)
    return max(1, int(_CHUNK_BYTES / max(bytes_a_row, 1)))
