"""Compute the key under which the outputs of a step are remembered."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from zenml.engine.canonical import canonical
from zenml.models.deployment import StepDeployment
from zenml.models.runs import ArtifactRecord

_VERSION = 1
"""Part of every key: raise it when what a key covers changes, so that no old key is taken for a new one."""


def cache_key(step: StepDeployment, inputs: Mapping[str, ArtifactRecord]) -> str:
    """Return a SHA-256 that two steps share exactly if they do the same with the same.

    It covers code, parameters, the contents of the inputs, and which outputs are declared and how they are
    stored. It does not cover names of runs, steps and stacks, nor when an input was made.
    """
    covered = {
        "version": _VERSION,
        "code": step.code_digest,
        "parameters": dict(step.parameters),
        "inputs": {argument: _content(artifact) for argument, artifact in inputs.items()},
        "outputs": [(output.name, output.type, output.materializer) for output in step.outputs],
    }
    return hashlib.sha256(canonical(covered).encode()).hexdigest()


def _content(artifact: ArtifactRecord) -> object:
    """Return what tells apart two values: their files and how these are read, else the artifact itself."""
    if not all(file.sha256 for file in artifact.files):
        return artifact.id
    files = [(file.name, file.size_bytes, file.sha256) for file in artifact.files]
    return (artifact.type, artifact.materializer, files)
