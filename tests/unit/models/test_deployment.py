from __future__ import annotations

import base64
import dataclasses
import json
import zlib
from typing import Any

import pytest

from zenml.enums import StackComponentType
from zenml.errors import ConfigurationError
from zenml.models.argument_templates import dict_of, link_to, value_itself
from zenml.models.deployment import (
    Combination,
    Comparison,
    InputBinding,
    OutputDeclaration,
    PipelineDeployment,
    StepDeployment,
    decode_stack,
    encode_stack,
)
from zenml.models.records import ComponentRecord, FlavorRecord, StackSnapshot
from zenml.models.schedule import Schedule
from zenml.models.step_settings import FailureMode, StepRetry

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
    retry=StepRetry(max_retries=2, delay_seconds=0.5, backoff=3.0, retry_on=("builtins:OSError",)),
    timeout_seconds=60.0,
    resources={"cpu_count": 2},
    containers={"extra": dict_of({"left": link_to("extra['left']"), 3: value_itself([1.5, None])})},
    map_over="X",
    condition=Combination(
        "and",
        (
            Comparison(InputBinding("judge", "accuracy"), ">", 0.9),
            Combination("not", (Comparison(InputBinding("judge", "name"), "==", InputBinding("old", "name")),)),
        ),
    ),
    on_failure="train:tell",
    on_success="train:cheer",
)
DEPLOYMENT = PipelineDeployment(
    "r1",
    "run 1",
    "training",
    STACK,
    (IMPORTER, TRAINER),
    "/src",
    ("/src/sub",),
    {"k": {"v": 1}},
    "ann",
    "p",
    "/c",
    FailureMode.CONTINUE,
    ("weekly",),
    Schedule(interval=60, name="often"),
)


def test_a_deployment_survives_json() -> None:
    assert PipelineDeployment.from_json(DEPLOYMENT.to_json()) == DEPLOYMENT


def test_a_stack_survives_the_command_line_as_one_word() -> None:
    word = encode_stack(STACK)
    assert (decode_stack(word), word.isascii(), any(c.isspace() for c in word)) == (STACK, True, False)


def test_each_upstream_step_is_named_once() -> None:
    assert TRAINER.upstream == ("importer", "judge", "old", "other")


def test_a_step_has_a_command_line_for_another_process() -> None:
    worker = ("python", "-m", "zenml.entrypoint", "--run", "r1", "--stack", encode_stack(STACK), "--config", "/c")
    assert DEPLOYMENT.worker_command(python="python") == worker
    assert DEPLOYMENT.command("trainer", python="python") == (*worker, "--step", "trainer")
    in_place = DEPLOYMENT.command("trainer", python="python", in_place=True)
    assert in_place == (*worker, "--step", "trainer", "--in-place")
    anywhere = dataclasses.replace(DEPLOYMENT, config_folder="")
    assert anywhere.worker_command(python="python") == worker[:-2]


def test_a_newer_format_is_refused_naming_both() -> None:
    data = json.dumps({**json.loads(DEPLOYMENT.to_json()), "version": 2}).encode()
    with pytest.raises(ConfigurationError) as caught:
        PipelineDeployment.from_json(data)
    assert str(caught.value) == (
        "this deployment has format 2, this zenml-core reads format 1 (install the zenml-core that launched the run)"
    )


def test_an_older_format_is_read() -> None:
    document = {**_document(), "version": 0}
    assert PipelineDeployment.from_json(json.dumps(document).encode()) == DEPLOYMENT


def test_what_later_versions_add_is_left_out_wherever_it_stands() -> None:
    document = _document()
    stack = document["stack"]
    for each in (document, stack, *document["steps"], *stack["components"].values(), *stack["flavors"]):
        each["more"] = 1
    assert PipelineDeployment.from_json(json.dumps(document).encode()) == DEPLOYMENT
    assert decode_stack(_word({**stack, "version": 1})) == STACK


def test_what_earlier_versions_did_not_know_has_its_default() -> None:
    document = _document()
    del document["config_folder"], document["import_folders"]
    expected = dataclasses.replace(DEPLOYMENT, config_folder="", import_folders=())
    assert PipelineDeployment.from_json(json.dumps(document).encode()) == expected


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"\xff", b"[]", b"{}", b'{"version": "1"}', b'{"version": 1, "steps": 5}', b'{"version": 1}'],
)
def test_a_damaged_deployment_says_so(data: bytes) -> None:
    with pytest.raises(ConfigurationError, match=r"^this deployment is damaged: .+ \(launch the run again\)$"):
        PipelineDeployment.from_json(data)


@pytest.mark.parametrize("place", [("condition",), ("condition", "parts", 0)])
def test_an_operator_of_a_later_version_is_refused(place: tuple[str | int, ...]) -> None:
    document = _document()
    condition: Any = document["steps"][1]
    for each in place:
        condition = condition[each]
    condition["operator"] = "in"
    with pytest.raises(ConfigurationError) as caught:
        PipelineDeployment.from_json(json.dumps(document).encode())
    assert str(caught.value) == (
        "this deployment is damaged: ValueError: a condition has the unknown operator 'in' (launch the run again)"
    )


@pytest.mark.parametrize("word", ["nonsense", "é", encode_stack(STACK)[:-40]])
def test_a_damaged_stack_says_so(word: str) -> None:
    with pytest.raises(ConfigurationError, match=r"^this stack is damaged: .+ \(use PipelineDeployment\.command\)$"):
        decode_stack(word)


def _document() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(DEPLOYMENT.to_json())
    return document


def _word(document: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(zlib.compress(json.dumps(document).encode())).decode()
