from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timezone

import pytest

from zenml.engine.cache_keys import cache_key, key_parts
from zenml.models.argument_templates import dict_of, link_to, list_of, tuple_of, value_itself
from zenml.models.deployment import Comparison, InputBinding, OutputDeclaration, StepDeployment
from zenml.models.runs import ArtifactFile, ArtifactRecord

_STEP = StepDeployment(
    name="trainer",
    source="train:trainer",
    code_digest="c0de",
    inputs={"X": InputBinding("importer", "output")},
    parameters={"gamma": 0.01, "kernel": "rbf"},
    outputs=(OutputDeclaration("model", "sklearn.svm._classes:SVC", ""),),
)
_INPUT = ArtifactRecord(
    id="a",
    name="output",
    run_id="r",
    step_id="s",
    uri="runs/r/importer/output",
    artifact_store="store",
    type="numpy:ndarray",
    materializer="zenml.materializers.numpy_arrays:NumpyMaterializer",
    files=(ArtifactFile("array.npy", 128, "5ha"),),
    created_at=datetime(2024, 1, 1, tzinfo=timezone.utc),
)
_KEY = cache_key(_STEP, {"X": _INPUT})


@pytest.mark.parametrize(
    "change",
    [
        {"name": "other"},
        {"source": "elsewhere:trainer"},
        {"inputs": {"X": InputBinding("loader", "table")}},
        {"parameters": {"kernel": "rbf", "gamma": 0.01}},
        {"after": ("importer",)},
        {"condition": Comparison(InputBinding("importer", "output"), ">", 1)},
        {"enable_cache": False},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_does_not_change_the_result_does_not_change_the_key(change: Mapping[str, object]) -> None:
    assert cache_key(replace(_STEP, **change), {"X": _INPUT}) == _KEY  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {"code_digest": "beef"},
        {"parameters": {"gamma": 0.02, "kernel": "rbf"}},
        {"parameters": {"gamma": 0.01}},
        {"parameters": {"gamma": 0.01, "kernel": "rbf", "degree": None}},
        {"outputs": (OutputDeclaration("classifier", "sklearn.svm._classes:SVC", ""),)},
        {"outputs": (OutputDeclaration("model", "sklearn.base:ClassifierMixin", ""),)},
        {"outputs": (OutputDeclaration("model", "sklearn.svm._classes:SVC", "mine:Materializer"),)},
        {"outputs": ()},
        {"containers": {"X": link_to("X")}},
        {"containers": {"X": list_of([link_to("X")])}},
        {"map_over": "X"},
    ],
    ids=str,
)
def test_what_may_change_the_result_changes_the_key(change: Mapping[str, object]) -> None:
    assert cache_key(replace(_STEP, **change), {"X": _INPUT}) != _KEY  # type: ignore[arg-type]


def test_the_shape_of_a_container_and_the_values_in_it_change_the_key() -> None:
    templates = [
        list_of([link_to("X"), value_itself(1)]),
        list_of([value_itself(1), link_to("X")]),
        tuple_of([link_to("X"), value_itself(1)]),
        list_of([link_to("X"), value_itself(1.0)]),
        dict_of({"0": link_to("X"), "1": value_itself(1)}),
        dict_of({0: link_to("X"), 1: value_itself(1)}),
    ]
    keys = {cache_key(replace(_STEP, containers={"X": template}), {"X": _INPUT}) for template in templates}
    assert len(keys) == len(templates)


def test_containers_and_mapping_are_parts_of_the_key() -> None:
    step = replace(_STEP, containers={"Y": list_of([link_to("Y[0]")])}, map_over="X")
    assert key_parts(step, {}).keys() - key_parts(_STEP, {}).keys() == {"container Y", "mapping"}


def test_an_input_counts_by_what_it_holds_and_not_by_when_or_where_it_was_made() -> None:
    copy = replace(_INPUT, id="b", name="X", run_id="r2", step_id="s2", uri="runs/r2/importer/output")
    assert cache_key(_STEP, {"X": copy}) == _KEY


@pytest.mark.parametrize(
    "change",
    [
        {"files": (ArtifactFile("array.npy", 128, "0ther"),)},
        {"files": (ArtifactFile("array.npy", 129, "5ha"),)},
        {"files": (ArtifactFile("other.npy", 128, "5ha"),)},
        {"materializer": "mine:Materializer"},
        {"type": "builtins:list"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_input_of_other_content_or_read_in_another_way_changes_the_key(change: Mapping[str, object]) -> None:
    assert cache_key(_STEP, {"X": replace(_INPUT, **change)}) != _KEY  # type: ignore[arg-type]


def test_the_argument_that_an_input_goes_to_matters() -> None:
    assert cache_key(_STEP, {"y": _INPUT}) != _KEY


def test_an_input_without_digests_counts_by_its_id() -> None:
    unknown = replace(_INPUT, files=(ArtifactFile("array.npy", 128, ""),))
    assert cache_key(_STEP, {"X": unknown}) == cache_key(_STEP, {"X": replace(unknown, uri="elsewhere")})
    assert cache_key(_STEP, {"X": unknown}) != cache_key(_STEP, {"X": replace(unknown, id="b")})


def test_processes_with_other_hash_seeds_agree() -> None:
    program = (
        "from zenml.engine.cache_keys import cache_key\n"
        "from zenml.models.deployment import StepDeployment\n"
        "print(cache_key(StepDeployment('s', 's:s', 'c', parameters={'a': {'x': 1, 'y': 2}, 'b': [0.5]}), {}))"
    )
    keys = {
        subprocess.check_output([sys.executable, "-c", program], env={**os.environ, "PYTHONHASHSEED": seed})
        for seed in ("1", "2")
    }
    assert len(keys) == 1
