from __future__ import annotations

import dataclasses
import json

import pytest

from zenml.enums import StackComponentType
from zenml.errors import ConfigurationError
from zenml.models.deployment import (
    InputBinding,
    OutputDeclaration,
    PipelineDeployment,
    StepDeployment,
    decode_stack,
    encode_stack,
)
from zenml.models.records import ComponentRecord, FlavorRecord, StackSnapshot

STORE = ComponentRecord(
    StackComponentType.ARTIFACT_STORE, "a", "mine", "11111111-1111-4111-8111-111111111111", {"n": 1}
)
STACK = StackSnapshot(
    "prod",
    {StackComponentType.ARTIFACT_STORE: STORE},
    (FlavorRecord(StackComponentType.ARTIFACT_STORE, "mine", "stores:Mine", "Mine"),),
)
IMPORTER = StepDeployment("importer", "train:importer", "d1", outputs=(OutputDeclaration("X", "numpy:ndarray"),))
TRAINER = StepDeployment(
    "trainer",
    "train:trainer",
    "d2",
    inputs={"X": InputBinding("importer", "X"), "again": InputBinding("importer", "X")},
    parameters={"gamma": 0.5, "names": ["a", None]},
    after=("importer", "other"),
    enable_cache=False,
    components={StackComponentType.EXPERIMENT_TRACKER: "wandb"},
)
DEPLOYMENT = PipelineDeployment(
    "r1", "run 1", "training", STACK, (IMPORTER, TRAINER), "/src", ("/src/sub",), {"k": {"v": 1}}, "ann", "p"
)


def test_a_deployment_survives_json() -> None:
    assert PipelineDeployment.from_json(DEPLOYMENT.to_json()) == DEPLOYMENT


def test_a_stack_survives_the_command_line_as_one_word() -> None:
    word = encode_stack(STACK)
    assert (decode_stack(word), word.isascii(), any(c.isspace() for c in word)) == (STACK, True, False)


def test_each_upstream_step_is_named_once() -> None:
    assert TRAINER.upstream == ("importer", "other")


def test_a_step_has_a_command_line_for_another_process() -> None:
    expected = ("python", "-m", "zenml.entrypoint", "--run", "r1", "--step", "trainer", "--stack", encode_stack(STACK))
    assert DEPLOYMENT.command("trainer", python="python") == expected


def test_a_newer_format_is_refused_naming_both() -> None:
    data = json.dumps({**dataclasses.asdict(DEPLOYMENT), "version": 2}).encode()
    with pytest.raises(ConfigurationError) as caught:
        PipelineDeployment.from_json(data)
    assert str(caught.value) == (
        "this deployment has format 2, this zenml-core reads format 1 (install the zenml-core that launched the run)"
    )
