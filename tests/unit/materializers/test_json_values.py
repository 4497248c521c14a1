from __future__ import annotations

import math
import os
import subprocess
import sys
import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, cast
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from round_trips import (
    Access,
    Color,
    Edge,
    Level,
    Node,
    Pair,
    Point,
    Sealed,
    Settings,
    Table,
    Word,
    document,
    open_store,
    round_trip,
    save,
)

from zenml.materializers.builtin import FALLBACK, JSON
from zenml.materializers.json_decoding import Decoder
from zenml.materializers.json_encoding import MAX_DEPTH, Encoder
from zenml_local.artifact_store import LocalArtifactStore

SIMPLE = [
    *(None, True, False, 0, -1, 2**64, 10**5000, -(10**5000), 0.1, -0.0, math.inf, -math.inf, 1e308, 5e-324),
    *("", "größer 日本 🙂", "line\r\nend\0", "\ud800", "\ud800\udc00", "x" * 100),
    *(b"", bytes(range(256)), bytearray(b"abc"), 1 - 2j, complex(-0.0, math.inf)),
]
MOMENTS = [
    date(2022, 2, 28),
    datetime(2022, 2, 28, 23, 59, 59, 999_999),
    datetime(2022, 10, 30, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Berlin")),
    datetime(1, 1, 1, tzinfo=timezone.utc),
    datetime(9999, 12, 31, tzinfo=timezone(timedelta(hours=-3, minutes=-30), "Newfoundland")),
    time(1, 2, 3),
    time(1, 2, 3, tzinfo=timezone.utc, fold=1),
    timedelta(days=-1, microseconds=1),
    timezone.utc,
    ZoneInfo("Asia/Kathmandu"),
]
NAMES = [
    Path("/data/file.txt"),
    Path("relative"),
    Path(os.fsdecode(b"/\xff")),
    PurePosixPath("/a"),
    PureWindowsPath("c:\\a"),
    uuid.UUID(int=7),
    Decimal("1.500"),
    Decimal("-0"),
    Decimal("Infinity"),
]
NUMPY_SCALARS = [
    *(np.float64(0.1), np.float32("nan"), np.int8(-1), np.uint64(2**63), np.complex64(1j), np.longdouble(1) / 3),
    *(np.bool_(True), np.str_("ü"), np.str_(""), np.bytes_(b"x"), np.datetime64("2022-02-28"), np.timedelta64(3, "ms")),
]
RECORDS = [
    *(Color.RED, Color.BLUE, Level.LOW, Access.READ, Access.READ | Access.WRITE, Access(0)),
    Node("root", [Node("leaf", value=(1, b"2"))]),
    Point(1.5),
    Edge((Point(1), Point(2))),
    Sealed(7),
    Pair("left", Pair(1)),
    Settings(rate=0.5, tags={"a": (1, {2})}),
]
CONTAINERS = [
    *([], (), set(), frozenset(), {}),
    [1, (2, [3, {4, 5}], frozenset({"a", (1, 2)})), {"a": {"b": None}}],
    {1: "int", "1": "str", (1, 2): "tuple", None: 0, False: "", 1.5: b"x", Color.RED: Color.BLUE},
    {"$zenml": "tuple", "value": [1]},
    [{"$zenml": "same", "value": 0}],
    {Level.LOW: 1},
]


@pytest.fixture
def store(tmp_path: Path) -> LocalArtifactStore:
    return open_store(tmp_path)


def is_same(left: object, right: object) -> bool:
    """Say whether two values are equal and of equal types all the way down; NaN equals itself here."""
    if type(left) is not type(right):
        return False
    if isinstance(left, (list, tuple)):
        others = cast("list[object]", right)
        return len(left) == len(others) and all(map(is_same, left, others))
    if isinstance(left, dict):
        return is_same([*left.items()], [*cast("dict[object, object]", right).items()])
    if isinstance(left, (set, frozenset)):
        members = cast("set[object]", right)
        return left == right and all(any(is_same(one, other) for other in members) for one in left)
    if isinstance(left, (float, np.floating)):
        return repr(left) == repr(right)
    return bool(left == right)


@pytest.mark.parametrize("value", [*SIMPLE, *MOMENTS, *NAMES, *NUMPY_SCALARS, *RECORDS, *CONTAINERS], ids=type)
def test_a_value_comes_back_equal_and_of_its_own_type(store: LocalArtifactStore, value: object) -> None:
    assert is_same(round_trip(store, value), value)


@pytest.mark.parametrize("value", [*SIMPLE, *MOMENTS, *NAMES, *NUMPY_SCALARS, *RECORDS, *CONTAINERS], ids=type)
def test_so_does_a_value_within_others(store: LocalArtifactStore, value: object) -> None:
    nested = [{"here": (value,)}, [value]]
    assert is_same(round_trip(store, nested), nested)


PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(st.characters(exclude_categories=[])),
    st.binary(),
    st.complex_numbers(allow_nan=False),
    st.decimals(allow_nan=False),
    st.datetimes(timezones=st.none() | st.timezones()),
    st.times(),
    st.timedeltas(),
    st.uuids(),
    st.sampled_from([*Color, *Level, *Access]),
)
HASHABLE = st.recursive(
    PLAIN,
    lambda inner: st.tuples(inner, inner) | st.frozensets(inner, max_size=3) | st.builds(Pair, inner, inner),
    max_leaves=5,
)
NESTED = st.recursive(
    HASHABLE,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.text(max_size=3) | HASHABLE, inner, max_size=4),
        st.sets(HASHABLE, max_size=4),
        st.builds(Node, st.text(max_size=3), st.just([]), inner),
        st.builds(Settings, rate=st.floats(allow_nan=False), tags=st.dictionaries(st.text(), inner, max_size=2)),
    ),
    max_leaves=12,
)


def no_leaf(_: object) -> object:
    raise AssertionError("every value here has a plain form")


@settings(max_examples=100, deadline=None)
@given(value=NESTED)
def test_any_nesting_comes_back_equal(value: object) -> None:
    encoder = Encoder()
    encoded = encoder.encode(value)
    assert encoder.leaves == []
    assert is_same(Decoder(no_leaf).decode(encoded), value)


def test_the_file_is_json_that_a_person_can_read(store: LocalArtifactStore) -> None:
    save(store, {"accuracy": 0.97, "layers": [64, 10], "shape": (8, 8), "at": Path("/data")})
    assert document(store) == {
        "version": 1,
        "value": {
            "accuracy": 0.97,
            "layers": [64, 10],
            "shape": {"$zenml": "tuple", "value": [8, 8]},
            "at": {"$zenml": "path", "value": "/data"},
        },
    }


def test_what_is_shared_stays_shared(store: LocalArtifactStore) -> None:
    row = [1, 2]
    first, second, third = cast("list[object]", round_trip(store, [row, row, [1, 2]]))
    assert first is second
    assert first is not third


def test_sharing_costs_no_space() -> None:
    value: object = [1]
    for _ in range(60):
        value = [value, value]
    assert len(str(Encoder().encode(value))) < 10_000


def test_private_attributes_of_a_model_are_kept(store: LocalArtifactStore) -> None:
    value = Settings(rate=1)
    value._calls = 5
    loaded = cast("Settings", round_trip(store, value))
    assert loaded._calls == 5
    assert loaded.model_fields_set == {"rate"}


def test_attributes_that_are_no_fields_of_a_dataclass_are_kept(store: LocalArtifactStore) -> None:
    value: Any = Node("root")
    value.note = "mine"
    assert cast("Any", round_trip(store, value)).note == "mine"


@pytest.mark.parametrize("value", [Table(a=1), Word("w"), type("Made", (), {})()], ids=type)
def test_a_subclass_goes_to_the_fallback_rather_than_lose_its_type(store: LocalArtifactStore, value: object) -> None:
    record = save(store, value)
    assert record.materializer == FALLBACK
    assert type(round_trip(store, value)).__qualname__ == type(value).__qualname__


def test_values_without_a_plain_form_are_kept_beside_the_document(store: LocalArtifactStore) -> None:
    value = {"weights": np.arange(3), "table": Table(a=1), "big": b"x" * 100_000}
    record = save(store, value)
    assert record.materializer == JSON
    assert [file.name for file in record.files] == ["0/data.npy", "1/data.pickle", "2/data.bin", "data.json"]
    loaded = cast("dict[str, Any]", round_trip(store, value))
    assert loaded["weights"].tolist() == [0, 1, 2]
    assert type(loaded["table"]) is Table
    assert loaded["big"] == value["big"]


def test_an_object_array_in_a_container_goes_to_the_fallback_alone(store: LocalArtifactStore) -> None:
    value = [np.array([Table(a=1)]), np.arange(2)]
    record = save(store, value)
    assert [file.name for file in record.files] == ["0/data.pickle", "1/data.npy", "data.json"]
    assert cast("Any", round_trip(store, value))[0].tolist() == [{"a": 1}]


def test_a_value_that_contains_itself_goes_to_the_fallback(store: LocalArtifactStore) -> None:
    value: list[object] = [1]
    value.append(value)
    assert save(store, value).materializer == FALLBACK
    loaded = cast("list[object]", round_trip(store, value))
    assert loaded[1] is loaded


@pytest.mark.parametrize(("depth", "materializer"), [(MAX_DEPTH, JSON), (MAX_DEPTH + 1, FALLBACK)])
def test_very_deep_nesting_goes_to_the_fallback(store: LocalArtifactStore, depth: int, materializer: str) -> None:
    value: list[object] = []
    for _ in range(depth - 1):
        value = [value]
    assert save(store, value).materializer == materializer
    assert round_trip(store, value) == value


def test_a_dataclass_from_a_function_body_goes_to_the_fallback(store: LocalArtifactStore) -> None:
    @dataclass
    class Local:
        x: int

    assert save(store, Local(1)).materializer == FALLBACK
    assert cast("Local", round_trip(store, Local(1))).x == 1


def test_equal_sets_are_written_alike_whatever_the_seed_of_hashing(tmp_path: Path) -> None:
    script = "import json; from zenml.materializers.json_encoding import Encoder; from round_trips import *\n"
    script += "print(json.dumps(Encoder().encode({'b', 'a', ('x', frozenset({'z', 'y'})), Color.RED, 1, None})))"
    path = os.pathsep.join(sys.path)
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": path},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3", "4")
    }
    assert len(outputs) == 1
