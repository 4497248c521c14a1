"""Compute the key under which the outputs of a step are remembered."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from zenml.engine.canonical import canonical
from zenml.engine.code_digest import short_digest
from zenml.models.deployment import StepDeployment
from zenml.models.runs import ArtifactRecord

_VERSION = 2
"""Part of every key: raise it when what a key covers changes, so that no old key is taken for a new one."""


def cache_key(step: StepDeployment, inputs: Mapping[str, ArtifactRecord]) -> str:
    """Return a SHA-256 that two steps share exactly if they do the same with the same.

    It covers code, parameters, the contents of the inputs, how arguments are put together of these and whether it
    is mapped over one, and which outputs are declared and how they are stored. It does not cover names of runs,
    steps and stacks, nor when an input was made.
    """
    covered = {
        "version": _VERSION,
        "code": step.code_digest,
        "parameters": dict(step.parameters),
        "inputs": {argument: _content(artifact) for argument, artifact in inputs.items()},
        "outputs": _outputs(step),
        **_wiring(step),
    }
    return hashlib.sha256(canonical(covered).encode()).hexdigest()


def key_parts(step: StepDeployment, inputs: Mapping[str, ArtifactRecord]) -> dict[str, str]:
    """Return a short digest of each part of a step's cache key, by the part's name.

    They serve to say what changed between two steps; nothing is found by them.
    """
    parameters = {f"parameter {name}": value for name, value in step.parameters.items()}
    contents = {f"input {argument}": _content(artifact) for argument, artifact in inputs.items()}
    containers = {f"container {argument}": template for argument, template in step.containers.items()}
    mapping = {"mapping": step.map_over} if step.map_over else {}
    rest = {**containers, **mapping, "outputs": _outputs(step)}
    return {
        **(step.code_parts or {"code": short_digest(step.code_digest)}),
        **{name: short_digest(canonical(value)) for name, value in {**parameters, **contents, **rest}.items()},
    }


def _outputs(step: StepDeployment) -> list[object]:
    return [(output.name, output.type, output.materializer) for output in step.outputs]


def _wiring(step: StepDeployment) -> dict[str, object]:
    """Return what only some steps have: all others have the key that they had before there was such a thing."""
    said = {"containers": dict(step.containers), "map_over": step.map_over}
    return {name: value for name, value in said.items() if value}


def _content(artifact: ArtifactRecord) -> object:
    """Return what tells apart two values: their files and how these are read, else the artifact itself."""
    if not all(file.sha256 for file in artifact.files):
        return artifact.id
    files = [(file.name, file.size_bytes, file.sha256) for file in artifact.files]
    return (artifact.type, artifact.materializer, files)
