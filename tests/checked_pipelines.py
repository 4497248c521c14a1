"""Record, check and compile pipelines without a stack to run them on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from zenml.enums import StackComponentType
from zenml.errors import WiringError
from zenml.models.deployment import StepDeployment
from zenml.models.records import ComponentRecord, StackSnapshot
from zenml.pipelines.checks import wiring_faults
from zenml.pipelines.compile import CachingChoices, compile_steps
from zenml.pipelines.definition import ConfiguredPipeline
from zenml.pipelines.faults import wiring_error
from zenml.pipelines.recording import Recording, record

SOURCE_ROOT = Path(__file__).parent / "unit" / "pipelines"


def stack_with(**names: str) -> StackSnapshot:
    """Return a stack with components of these kinds and names."""
    records = {
        StackComponentType(kind): ComponentRecord(StackComponentType(kind), name, "any", "no-uuid")
        for kind, name in names.items()
    }
    return StackSnapshot("prod", records)


def steps_of(
    pipeline: ConfiguredPipeline, *, run: bool | None = None, source_root: Path = SOURCE_ROOT
) -> dict[str, StepDeployment]:
    """Return the compiled steps by name, in order; ``run`` is what ``run()`` says about caching."""
    recording = _checked(pipeline, stack_with(), source_root)
    caching = CachingChoices(run=run, pipeline=pipeline.pipeline.description.enable_cache)
    return {step.name: step for step in compile_steps(recording, source_root, caching)}


def edges_of(pipeline: ConfiguredPipeline) -> Mapping[str, tuple[str, ...]]:
    """Return for each step the names of those it waits for."""
    return {name: step.upstream for name, step in steps_of(pipeline).items()}


def complaint_about(
    pipeline: ConfiguredPipeline, stack: StackSnapshot | None = None, source_root: Path = SOURCE_ROOT
) -> str:
    """Return the whole message with which a pipeline is refused."""
    with pytest.raises(WiringError) as caught:
        _checked(pipeline, stack or stack_with(), source_root)
    return str(caught.value)


def _checked(pipeline: ConfiguredPipeline, stack: StackSnapshot, source_root: Path) -> Recording:
    recording = record(pipeline.pipeline.description.function, pipeline.arguments)
    faults = wiring_faults(pipeline.name, recording, stack, source_root)
    if faults:
        raise wiring_error(pipeline.name, faults)
    return recording
