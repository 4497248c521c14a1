from __future__ import annotations

from pathlib import Path

import pytest
from legacy_repository import CONFIG, UUIDS, write_legacy_repository

from zenml.errors import ConfigurationError
from zenml.repository.legacy_store import legacy_files

RESTORE = "nothing was changed; restore it, or take it out of the file"


@pytest.fixture
def zen(tmp_path: Path) -> Path:
    return write_legacy_repository(tmp_path) / ".zen"


def refusal(zen: Path) -> tuple[str, str]:
    before = {path: path.read_bytes() for path in zen.rglob("*") if path.is_file()}
    with pytest.raises(ConfigurationError) as failure:
        legacy_files(zen)
    assert {path: path.read_bytes() for path in zen.rglob("*") if path.is_file()} == before
    return failure.value.message, failure.value.hint


def test_each_component_and_stack_becomes_a_file_of_the_store(zen: Path) -> None:
    files = legacy_files(zen)

    assert list(files) == [
        "artifact_stores/local_artifact_store.yaml",
        "container_registries/local_registry.yaml",
        "metadata_stores/local_metadata_store.yaml",
        "orchestrators/kubeflow_orchestrator.yaml",
        "orchestrators/local_orchestrator.yaml",
        "stacks/local_kubeflow_stack.yaml",
        "stacks/local_stack.yaml",
    ]
    assert files["container_registries/local_registry.yaml"] == {
        "type": "container_registry",
        "flavor": "default",
        "name": "local_registry",
        "uuid": UUIDS["local_registry"],
        "configuration": {"uri": "localhost:5000"},
    }
    assert files["stacks/local_stack.yaml"] == {
        "name": "local_stack",
        "components": {
            "artifact_store": "local_artifact_store",
            "metadata_store": "local_metadata_store",
            "orchestrator": "local_orchestrator",
        },
    }


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (
            "    kubeflow_orchestrator: kubeflow",
            "    ../kube: kubeflow",
            "line 10: '../kube' is not a valid orchestrator name",
        ),
        (
            "    local_registry: default",
            "    local_registry:",
            "line 6: 'stack_components.container_registry.local_registry' is missing, expected a text",
        ),
        (
            "  step_operator: {}",
            "  step_opreator: {}",
            "line 12: 'step_opreator' is no component type, expected one of: ",
        ),
        (
            "    step_operator: null",
            "    step_operator: gone",
            "line 19: stack 'local_kubeflow_stack' names the step operator 'gone', which does not exist",
        ),
        (
            "    orchestrator: local_orchestrator",
            "    orchestrator: gone",
            "line 24: stack 'local_stack' names the orchestrator 'gone', which does not exist",
        ),
        (
            "    orchestrator: local_orchestrator",
            "    orchestrator: 5",
            "line 24: 'stacks.local_stack.orchestrator' is 5, expected a text",
        ),
        ("  local_stack:", "  1:", "line 13: 'stacks' has the name 1, expected a text"),
    ],
)
def test_what_the_file_gets_wrong_is_named_with_its_line(zen: Path, old: str, new: str, complaint: str) -> None:
    file = zen / "config.yaml"
    assert old in CONFIG
    file.write_text(CONFIG.replace(old, new, 1))

    assert refusal(zen)[0].startswith(f"{file}, {complaint}")


def test_a_lost_file_is_missed(zen: Path) -> None:
    (zen / "container_registries" / "local_registry.yaml").unlink()

    assert refusal(zen) == (
        (
            f"{zen}/config.yaml, line 6: the container registry 'local_registry' has no file "
            f"{zen}/container_registries/local_registry.yaml"
        ),
        RESTORE,
    )


def test_a_file_of_no_component_is_not_left_lying_in_the_new_store(zen: Path) -> None:
    stray = zen / "step_operators" / "sagemaker.yaml"
    stray.parent.mkdir()
    stray.write_text("name: sagemaker\n")

    assert refusal(zen) == (
        f"{stray} belongs to no step operator of {zen}/config.yaml",
        "move it somewhere else",
    )


def test_a_file_in_the_place_of_a_stack_is_not_taken_for_one(zen: Path) -> None:
    stray = zen / "stacks" / "mine.yaml"
    stray.parent.mkdir()
    stray.touch()

    assert refusal(zen) == (f"{stray} is in the place of the new store", "move it somewhere else")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("name: x\nuuid: y\n", ", line 1: 'name' is 'x', but the file is called 'local_registry.yaml'"),
        ("name: local_registry\nuri: x\n", ", line 1: 'uuid' is missing, expected a text"),
        ("uuid: [", ", line 2 cannot be read: did not find expected node content"),
    ],
)
def test_a_damaged_component_is_named(zen: Path, text: str, complaint: str) -> None:
    file = zen / "container_registries" / "local_registry.yaml"
    file.write_text(text)

    assert refusal(zen)[0] == f"{file}{complaint}"


def test_a_component_without_a_name_of_its_own_is_called_like_its_file(zen: Path) -> None:
    (zen / "orchestrators" / "local_orchestrator.yaml").write_text("uuid: 1-2-3\n")

    assert legacy_files(zen)["orchestrators/local_orchestrator.yaml"] == {
        "type": "orchestrator",
        "flavor": "local",
        "name": "local_orchestrator",
        "uuid": "1-2-3",
    }
