"""Say why a step was not taken from the cache: what differs from the last time that it was computed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from zenml.enums import ExecutionStatus
from zenml.errors import ArtifactError, ZenMLError
from zenml.materializers.artifacts import artifact_is_complete
from zenml.materializers.deployment_files import read_deployment
from zenml.models.deployment import PipelineDeployment
from zenml.models.runs import ArtifactRecord, StepRecord
from zenml.post_execution.history import History

_LONGEST_VALUE = 60


@dataclass(frozen=True)
class CacheMiss:
    """Explain why a step was computed."""

    reasons: tuple[str, ...]
    """In plain words; none for a step that did come from the cache."""
    compared_with: str | None = None
    """The name of the run in which a step of this name was last computed, if there is one."""


def explain_cache_miss(history: History, step: StepRecord) -> CacheMiss:
    """Compare a step with that of the same name in the newest earlier run of its pipeline that computed it."""
    if step.status is ExecutionStatus.CACHED:
        return CacheMiss(())
    if step.cache_key is None:
        why = f": {step.skip_reason}" if step.skip_reason else ""
        return CacheMiss((f"it did not get so far: it is {step.status}{why}",))
    switched_off = _caching_was_off(history, step)
    previous = history.metadata_store.previous_completion(step.id)
    if previous is None:
        first = "no earlier run of this pipeline computed it to the end"
        return CacheMiss((*switched_off, first))
    reasons = (*switched_off, *_changes(history, previous, step))
    return CacheMiss(reasons or _gone(history, previous) or (_TOO_LATE,), history.run_name(previous.run_id))


_TOO_LATE = "nothing changed, but what it could have used was finished only after this step had begun"
_OFF = "caching is switched off for it"
_SOMETHING = "something changed of which its key keeps no part: two things of one name, or the format of keys"
_UNKNOWN = "it changed, but the earlier run kept no parts of its key to compare with"


def _caching_was_off(history: History, step: StepRecord) -> tuple[str, ...]:
    deployment = _deployment(history, step)
    known = {each.name: each.enable_cache for each in deployment.steps} if deployment else {}
    return () if known.get(step.name, True) else (_OFF,)


def _deployment(history: History, step: StepRecord) -> PipelineDeployment | None:
    """Return the deployment of a step's run, ``None`` if it cannot be read any more."""
    try:
        return read_deployment(step.run_id, history.artifact_store(step.artifact_store or ""))
    except (OSError, ZenMLError):
        return None


def _changes(history: History, previous: StepRecord, step: StepRecord) -> Iterator[str]:
    if previous.artifact_store != step.artifact_store:
        yield "its earlier outputs lie in another artifact store"
    if previous.cache_key == step.cache_key:
        return
    if not previous.key_parts:
        yield _UNKNOWN
        return
    names = dict.fromkeys([*step.key_parts, *previous.key_parts])
    changed = [name for name in names if previous.key_parts.get(name) != step.key_parts.get(name)]
    yield from (_change(history, name, previous, step) for name in changed) if changed else (_SOMETHING,)


def _change(history: History, part: str, previous: StepRecord, step: StepRecord) -> str:
    """Say how a part changed: with its values if it is a parameter, with its versions if it is an input."""
    kind, _, name = part.partition(" ")
    if part not in previous.key_parts:
        return f"{part} is new"
    if part not in step.key_parts:
        return f"{part} is no longer there"
    if kind == "parameter":
        return f"{part} changed from {_short(previous.parameters.get(name))} to {_short(step.parameters.get(name))}"
    if kind == "input":
        before = history.metadata_store.input_artifacts(previous.id).get(name)
        now = history.metadata_store.input_artifacts(step.id).get(name)
        return f"{part} changed from {_version(before)} to {_version(now)}"
    return f"{part} changed"


def _gone(history: History, previous: StepRecord) -> tuple[str, ...]:
    """Name the earlier outputs that cannot be read any more."""
    outputs = history.metadata_store.output_artifacts(previous.id)
    return tuple(
        f"its earlier output {name!r} is no longer complete in the artifact store"
        for name, artifact in outputs.items()
        if not _is_there(history, artifact)
    )


def _is_there(history: History, artifact: ArtifactRecord) -> bool:
    if artifact.deleted_at is not None:
        return False
    try:
        return artifact_is_complete(artifact, history.artifact_store(artifact.artifact_store))
    except ArtifactError:
        return False


def _version(artifact: ArtifactRecord | None) -> str:
    return "another artifact" if artifact is None else artifact.reference


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"
