"""Whatever a step's result depends on is part of its key, and nothing else is."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timezone
from pathlib import Path
from types import ModuleType

import pytest
from chaos_results import SCALES, keep_result
from checked_pipelines import steps_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zenml.engine.cache_keys import cache_key, key_parts
from zenml.models.runs import ArtifactFile, ArtifactRecord

PAIRS = 5_000
FEW = st.integers(0, 2)


@dataclass(frozen=True)
class State:
    """Hold all that one step's result depends on: a small number for each thing that its author may change."""

    source: int
    helper: int
    constant: int
    held: int
    imported: int
    deep: int
    default: int
    method: int
    materializer: int
    parameter: int
    file: int
    contents: int
    container: int


PART_NAMES = {
    "source": {"code step"},
    "helper": {"code helper"},
    "constant": {"code CONSTANT"},
    "held": {"code HELD"},
    "imported": {"code SHARED"},
    "deep": {"code deep"},
    "default": {"code step", "code step.defaults", "parameter factor"},
    "method": {"code Table.rows"},
    "materializer": {"code Keeper", "code Keeper.LEVEL"},
    "parameter": {"parameter amount"},
    "file": {"file words.txt"},
    "contents": {"input data"},
    "container": {"container extra"},
}
STEPS = """
from collections import deque
from zenml import pipeline, step
from zenml.materializers import BaseMaterializer
from deeper import SHARED, deep

CONSTANT = {constant}
HELD = {{"a": [deque([{held}])]}}


class Number(int): ...


class Keeper(BaseMaterializer):
    ASSOCIATED_TYPES = (Number,)
    LEVEL = {materializer}


class Table:
    def rows(self):
        return {method}


def helper(x):
    return deep(x) + {helper}


@step
def load() -> int:
    return 0


@step(extra_files=["words.txt"], output_materializers=Keeper)
def train(data: int, extra: dict, amount: int, factor: int = 1{default}) -> Number:
    return helper(data) * CONSTANT + {source} + Table().rows() + HELD["a"][0][0] + SHARED[0]


@pipeline
def training():
    train(load(), {{"more": [load()], "k": {container}}}, amount={parameter})
"""
DEEPER = """
from collections import deque

SHARED = deque([{imported}])


def deep(x):
    return x - {deep}
"""


class Project:
    """Write the files of a state and import them anew."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def key(self, state: State) -> tuple[str, Mapping[str, str]]:
        """Return the key of ``train`` in this state, and its parts."""
        numbers = asdict(state)
        (self.folder / "steps_of_a_state.py").write_text(STEPS.format(**numbers))
        (self.folder / "deeper.py").write_text(DEEPER.format(**numbers))
        (self.folder / "words.txt").write_text("word " * state.file)
        module = self._imported()
        step = steps_of(module.training(), source_root=self.folder)["train"]
        data = replace(INPUT, files=(ArtifactFile("value.json", 2, f"sha-{state.contents}"),))
        inputs = {"data": data, "extra['more'][0]": INPUT}
        return cache_key(step, inputs), key_parts(step, inputs)

    def _imported(self) -> ModuleType:
        self.forget()
        return importlib.import_module("steps_of_a_state")

    def forget(self) -> None:
        importlib.invalidate_caches()
        for name in ("steps_of_a_state", "deeper"):
            sys.modules.pop(name, None)


def _parts_of(names: set[str]) -> set[str]:
    return {part for name in names for part in PART_NAMES[name]}


INPUT = ArtifactRecord(
    id="a",
    name="output",
    run_id="r",
    step_id="s",
    uri="runs/r/load/output",
    artifact_store="store",
    type="builtins:int",
    materializer="zenml.materializers.json_values:JsonMaterializer",
    files=(),
    created_at=datetime(2026, 11, 27, tzinfo=timezone.utc),
)


@pytest.fixture
def project(module_folder: Path) -> Iterator[Project]:
    project = Project(module_folder)
    yield project
    project.forget()


@pytest.mark.parametrize("scale", SCALES)
def test_two_keys_are_equal_exactly_if_all_that_counts_is_and_their_parts_name_what_is_not(
    project: Project, scale: float
) -> None:
    seen = {"pairs": 0, "equal": 0}

    @settings(
        max_examples=round(PAIRS * scale),
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(
        one=st.builds(State, **dict.fromkeys(PART_NAMES, FEW)),
        changes=st.dictionaries(st.sampled_from(sorted(PART_NAMES)), FEW, max_size=3),
    )
    def holds(one: State, changes: dict[str, int]) -> None:
        other = replace(one, **changes)
        key, parts = project.key(one)
        other_key, other_parts = project.key(other)
        assert (key == other_key) == (one == other)
        changed = {name for name in {*parts, *other_parts} if parts.get(name) != other_parts.get(name)}
        assert changed == _parts_of({name for name in changes if getattr(one, name) != getattr(other, name)})
        seen["pairs"] += 1
        seen["equal"] += one == other

    holds()
    assert 0 < seen["equal"] < seen["pairs"]
    keep_result("cache-keys", scale, **seen)
