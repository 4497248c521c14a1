from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from round_trips import artifact_file, open_store, round_trip, save

from zenml.errors import ArtifactError, NotPermittedError
from zenml.materializers.builtin import FALLBACK, NUMPY
from zenml.materializers.numpy_arrays import NumpyMaterializer
from zenml_local.artifact_store import LocalArtifactStore

Array = np.ndarray[Any, np.dtype[Any]]

ARRAYS: dict[str, Array] = {
    "integers": np.arange(12),
    "a matrix": np.arange(12.0).reshape(3, 4),
    "in Fortran's order": np.asfortranarray(np.arange(12).reshape(3, 4)),
    "transposed cube": np.arange(24).reshape(2, 3, 4).T,
    "every second row and no first column": np.arange(100).reshape(10, 10)[::2, 1:],
    "backwards": np.arange(5)[::-1],
    "broadcast": np.broadcast_to(np.int16(7), (3, 3)),
    "no dimension": np.array(3.5),
    "no element": np.empty((0, 3)),
    "no element in Fortran's order": np.empty((3, 0), order="F"),
    "other byte order": np.arange(3, dtype=">i4"),
    "booleans": np.array([True, False]),
    "complex": np.array([1j, np.nan]),
    "half": np.array([0.1], dtype=np.float16),
    "long double": np.array([1], dtype=np.longdouble) / 3,
    "text": np.array(["a", "größer", ""]),
    "bytes": np.array([b"a", b"\0b"]),
    "dates": np.array(["2022-02-28", "NaT"], dtype="datetime64[D]"),
    "durations": np.array([1, 2], dtype="timedelta64[ms]"),
    "records": np.array([(1, "a", [1, 2])], dtype=[("id", "<i4"), ("name", "U3"), ("xy", "<i2", (2,))]),
    "aligned records": np.zeros(2, dtype=np.dtype([("a", "i1"), ("b", "f8")], align=True)),
    "records with foreign names": np.array([(1,)], dtype=[("größe", "i4")]),
    "raw memory": np.array([b"abc"], dtype="V3"),
    "nothing in each": np.empty(3, dtype="V0"),
    "larger than a chunk": np.arange(700_000, dtype=np.float64),
}
UNSUITABLE: dict[str, Array] = {
    "objects": np.array([{"a": 1}, None]),
    "records of objects": np.array([(1, [])], dtype=[("a", "i4"), ("b", "O")]),
    "masked": np.ma.array([1, 2], mask=[True, False]),
    "named columns": np.rec.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")]),
    "records with Japanese names": np.array([(1,)], dtype=[("大きさ", "i4")]),
    "with metadata": np.zeros(2, dtype=np.dtype("i4", metadata={"unit": "m"})),
}


@pytest.fixture
def store(tmp_path: Path) -> LocalArtifactStore:
    return open_store(tmp_path)


def load_with_numpy(store: LocalArtifactStore) -> Array:
    return cast("Array", np.load(artifact_file(store, "data.npy"), allow_pickle=False))


@pytest.mark.parametrize("array", ARRAYS.values(), ids=ARRAYS.keys())
def test_an_array_comes_back_with_its_shape_type_and_order(store: LocalArtifactStore, array: Array) -> None:
    loaded = cast("Array", round_trip(store, array))
    assert type(loaded) is np.ndarray
    assert (loaded.shape, loaded.dtype) == (array.shape, array.dtype)
    assert loaded.tobytes() == array.tobytes()
    if array.flags.f_contiguous and array.ndim > 1:
        assert loaded.flags.f_contiguous
    assert loaded.flags.writeable


@pytest.mark.parametrize("array", ARRAYS.values(), ids=ARRAYS.keys())
def test_the_file_is_what_numpy_itself_reads_without_pickle(store: LocalArtifactStore, array: Array) -> None:
    record = save(store, array)
    assert (record.materializer, [file.name for file in record.files]) == (NUMPY, ["data.npy"])
    assert load_with_numpy(store).tobytes() == array.tobytes()


@pytest.mark.parametrize("array", UNSUITABLE.values(), ids=UNSUITABLE.keys())
def test_what_an_npy_file_would_change_or_pickle_goes_to_the_fallback(store: LocalArtifactStore, array: Array) -> None:
    assert save(store, array).materializer == FALLBACK
    loaded = cast("Array", round_trip(store, array))
    assert type(loaded) is type(array)
    assert (loaded.dtype, loaded.tolist()) == (array.dtype, array.tolist())


def test_without_pickle_an_array_of_objects_is_refused(
    store: LocalArtifactStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZENML_ALLOW_PICKLE", "0")
    with pytest.raises(NotPermittedError, match="saving a value of type numpy:ndarray needs cloudpickle"):
        save(store, np.array([object()]))


def test_a_chosen_materializer_has_the_last_word(store: LocalArtifactStore) -> None:
    with pytest.raises(ArtifactError, match=r"an \.npy file cannot hold elements of type object"):
        save(store, np.array([object()]), materializer=NUMPY)


def test_an_array_that_ends_early_is_reported_even_where_no_record_says_so(store: LocalArtifactStore) -> None:
    save(store, np.arange(100))
    file = artifact_file(store, "data.npy")
    file.write_bytes(file.read_bytes()[:-8])
    materializer = NumpyMaterializer(str(file.parent), store)
    with pytest.raises(ArtifactError, match="its array ends after 792 of 800 bytes"):
        materializer.load(np.ndarray)
