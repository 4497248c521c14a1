"""Keep NumPy arrays as ``.npy`` files, without a pickle in them and without copying them.

The format is NumPy's own: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
"""

from __future__ import annotations

from typing import IO, Any

import numpy as np
from numpy.lib import format as npy

from zenml.errors import ArtifactError
from zenml.materializers.materializer import BaseMaterializer, UnsuitableValueError

Array = np.ndarray[Any, np.dtype[Any]]

_FILE = "data.npy"
_KINDS = "biufcmMSUV"
"""Booleans, numbers, times, bytes, text and records: what means the same outside of this process."""
_READ_BYTES = 16 * 1024 * 1024
_SHOWN_ELEMENTS = 200
_SHOWN_COLUMNS = 100


class NumpyMaterializer(BaseMaterializer):
    """Keep an array of any shape and order whose elements are plain data."""

    def save(self, data: Array) -> None:
        check_dtype(data.dtype)
        with self.open(_FILE, "wb") as file:
            if data.flags.c_contiguous or data.flags.f_contiguous:
                _write_memory(file, data)
            else:
                npy.write_array(file, data, version=(2, 0), allow_pickle=False)

    def extract_metadata(self, data: Array) -> dict[str, object]:
        return {"shape": list(data.shape), "dtype": str(data.dtype)}

    def save_preview(self, data: Array) -> None:
        # Of more elements than this NumPy shows the first and last three of each axis, and looks at no other.
        shown = np.array2string(data, threshold=_SHOWN_ELEMENTS, max_line_width=_SHOWN_COLUMNS)
        self.write_preview(f"{data.dtype} array of shape {data.shape}\n\n{shown}\n")

    def load(self, _data_type: type[Any], /) -> Array:
        with self.open(_FILE, "rb") as file:
            version = npy.read_magic(file)
            if version != (2, 0):
                raise ArtifactError(f"its array has version {version} of the npy format, this zenml-core reads (2, 0)")
            shape, is_fortran, dtype = npy.read_array_header_2_0(file)
            array = np.empty(shape, dtype, order="F" if is_fortran else "C")
            _read_into(file, array)
        return array


def check_dtype(dtype: np.dtype[Any]) -> None:
    """Refuse element types that an ``.npy`` file would have to pickle or would change.

    Raises:
        UnsuitableValueError: naming the type.
    """
    if dtype.hasobject or dtype.kind not in _KINDS or dtype.metadata or _changes(dtype):
        raise UnsuitableValueError(f"an .npy file cannot hold elements of type {dtype}")


def scalar_from(dtype: str, content: bytes) -> object:
    """Return the NumPy scalar with this memory."""
    array = np.zeros((), dtype)
    if content:
        _bytes_of(array)[:] = content
    return array[()]


def _changes(dtype: np.dtype[Any]) -> bool:
    try:
        return npy.descr_to_dtype(npy.dtype_to_descr(dtype)) != dtype or _has_foreign_names(dtype)
    except (TypeError, ValueError):
        return True


def _has_foreign_names(dtype: np.dtype[Any]) -> bool:
    """Say whether field names need version 3.0 of the format, for which NumPy has no public functions."""
    try:
        str(npy.dtype_to_descr(dtype)).encode("latin-1")
    except UnicodeEncodeError:
        return True
    return False


def _write_memory(file: IO[bytes], array: Array) -> None:
    npy.write_array_header_2_0(file, npy.header_data_from_array_1_0(array))
    if array.nbytes:
        file.write(_bytes_of(array))


def _read_into(file: IO[bytes], array: Array) -> None:
    if not array.nbytes:
        return
    memory, position = _bytes_of(array), 0
    while position < len(memory):
        count = file.readinto(memory[position : position + _READ_BYTES])  # type: ignore[attr-defined]  # IO lacks it
        if not count:
            raise ArtifactError(f"its array ends after {position} of {len(memory)} bytes")
        position += count


def _bytes_of(array: Array) -> memoryview:
    """Return the memory of a contiguous array that is not empty, in whichever order it lies."""
    rows = array if array.flags.c_contiguous else array.T
    return rows.reshape(-1).view(np.uint8).data
