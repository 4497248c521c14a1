"""Describe what a metadata store remembers: runs, their steps, and the artifacts these produced.

Times are UTC. Durations are measured by the process that ran the work, on a clock that never jumps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from zenml.enums import ExecutionStatus
from zenml.models.deployment import InputBinding
from zenml.processes import ProcessIdentity

LONGEST_ARTIFACT_NAME = 600
"""In characters: with its version it must fit into an index of any database."""
_SHORT_DIGEST = 16


@dataclass(frozen=True)
class RunRecord:
    """Describe one run of a pipeline."""

    id: str
    name: str
    pipeline: str
    status: ExecutionStatus
    stack: str
    started_at: datetime
    user: str = "default"
    project: str | None = None
    runtime_configuration: Mapping[str, object] = field(default_factory=dict)
    process: ProcessIdentity | None = None
    """The process whose death ends the run; ``None`` when the orchestrator outlives the launcher."""
    ended_at: datetime | None = None
    duration_seconds: float | None = None
    error: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class StepRecord:
    """Describe one step of one run."""

    id: str
    run_id: str
    name: str
    position: int
    """Its place in the deployment, from 0."""
    status: ExecutionStatus
    source: str
    entrypoint_name: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    inputs: Mapping[str, InputBinding] = field(default_factory=dict)
    upstream: tuple[str, ...] = ()
    started_at: datetime | None = None
    ended_at: datetime | None = None
    duration_seconds: float | None = None
    cache_key: str | None = None
    log_uri: str | None = None
    error: str | None = None
    artifact_store: str | None = None
    """The uuid of the artifact store component that holds its outputs and log, once it started."""
    process: ProcessIdentity | None = None
    """The process that ran it, once it started."""
    skip_reason: str | None = None
    key_parts: Mapping[str, str] = field(default_factory=dict)
    """What its cache key was made of, once it started: a short digest of each part, by the part's name."""


@dataclass(frozen=True)
class ArtifactFile:
    """Name one file of an artifact, with what it held when it was written."""

    name: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class ArtifactRecord:
    """Describe one artifact; it is recorded only once all its files are on disk."""

    id: str
    name: str
    run_id: str
    step_id: str
    uri: str
    """Folder relative to the root of its artifact store, so that a moved store still loads."""
    artifact_store: str
    """The uuid of the artifact store component that holds it."""
    type: str
    materializer: str
    files: tuple[ArtifactFile, ...]
    created_at: datetime
    metadata: Mapping[str, object] = field(default_factory=dict)
    artifact_name: str = ""
    """What all versions of it are called: ``<pipeline>.<step>.<output>``."""
    version: int | None = None
    """Counted from 1 for each ``artifact_name`` by the metadata store, when it is recorded."""
    preview: str | None = None
    """The file beside its own that shows what it holds."""
    tags: tuple[str, ...] = ()
    deleted_at: datetime | None = None
    """Since when its files must not be read; its record stays, for the lineage of others."""

    @property
    def reference(self) -> str:
        """Return what commands call it: ``<artifact_name>:<version>``, of one without a version its id."""
        return f"{self.artifact_name}:{self.version}" if self.version else self.id

    @property
    def size_bytes(self) -> int:
        """Return the number of bytes of all its files."""
        return sum(file.size_bytes for file in self.files)


@dataclass(frozen=True)
class StepStart:
    """Say how a step begins: who runs it, on which artifacts, under which cache key."""

    step_id: str
    started_at: datetime
    process: ProcessIdentity
    cache_key: str
    artifact_store: str
    inputs: Mapping[str, str]
    """Artifact id by argument name."""
    key_parts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class StepEnd:
    """Say how a step ended, and with which outputs."""

    step_id: str
    status: ExecutionStatus
    ended_at: datetime
    duration_seconds: float
    outputs: Mapping[str, str] = field(default_factory=dict)
    """Artifact id by output name."""
    artifacts: tuple[ArtifactRecord, ...] = ()
    """The new ones among them; a cached step has none."""
    log_uri: str | None = None
    error: str | None = None
    skip_reason: str | None = None


@dataclass(frozen=True)
class RunFilter:
    """Choose runs; ``None`` means any."""

    pipeline: str | None = None
    name: str | None = None
    status: ExecutionStatus | None = None
    stack: str | None = None
    user: str | None = None
    project: str | None = None
    tag: str | None = None
    is_deleted: bool = False
    """Whether to choose among deleted runs instead, each of which bears its id as its name."""


@dataclass(frozen=True)
class ArtifactFilter:
    """Choose artifacts that were not deleted; ``None`` means any."""

    artifact_name: str | None = None
    version: int | None = None
    run_id: str | None = None
    tag: str | None = None
    is_referenced: bool | None = None
    """Whether a step of a run that was not deleted made it, found it in the cache, or read it."""


@dataclass(frozen=True)
class Page:
    """Choose a part of an ordered answer; runs and artifacts are ordered by when they were recorded."""

    offset: int = 0
    limit: int | None = None
    newest_first: bool = False


def artifact_name(pipeline: str, step: str, output: str) -> str:
    """Return what all versions of an output are called; the end of an overlong name is told by its digest."""
    name = f"{pipeline}.{step}.{output}"
    if len(name) <= LONGEST_ARTIFACT_NAME:
        return name
    digest = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:_SHORT_DIGEST]
    return f"{name[: LONGEST_ARTIFACT_NAME - len(digest) - 1]}~{digest}"
