"""Record what becomes of a step, and tell the person who watches and the plugins."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

from zenml.engine.outcomes import error_text, state_after
from zenml.engine.progress import Progress
from zenml.engine.records import now
from zenml.engine.step_body import Outcome
from zenml.enums import ExecutionStatus
from zenml.errors import ConflictError
from zenml.flavors.moments import fire
from zenml.metadata_stores import BaseMetadataStore
from zenml.models.deployment import StepDeployment
from zenml.models.runs import ArtifactRecord, RunRecord, StepEnd, StepRecord, StepStart


@dataclass(frozen=True)
class BegunStep:
    """Hold a step that begins."""

    step: StepDeployment
    record: StepRecord
    inputs: Mapping[str, ArtifactRecord]
    start: StepStart
    began: float
    """On a clock that never jumps."""

    @property
    def seconds(self) -> float:
        """Return how long ago that was."""
        return time.perf_counter() - self.began

    def end(self, status: ExecutionStatus) -> StepEnd:
        """Return the end that it comes to here and now."""
        return StepEnd(self.record.id, status, now(), self.seconds)

    @property
    def running_record(self) -> StepRecord:
        """Return the record of the step as it runs."""
        return replace(
            self.record,
            status=ExecutionStatus.RUNNING,
            started_at=self.start.started_at,
            cache_key=self.start.cache_key,
            artifact_store=self.start.artifact_store,
            process=self.start.process,
        )


class StepReports:
    """Move the steps of one run from state to state.

    Raises, in each method: ConflictError when another process ended the step meanwhile.
    """

    def __init__(self, run: RunRecord, store: BaseMetadataStore, progress: Progress) -> None:
        self._run = run
        self._store = store
        self._progress = progress

    def started(self, begun: BegunStep) -> None:
        """Record that it runs."""
        if not self._store.start_step(begun.start):
            raise self._ended_meanwhile(begun.step.name)
        self._progress.step_started(begun.step.name)
        fire("zenml_step_started", run=self._run, step=begun.running_record)

    def cached(self, begun: BegunStep, outputs: Mapping[str, ArtifactRecord]) -> None:
        """Record that its outputs are those of an earlier step."""
        ids = {output.name: outputs[output.name].id for output in begun.step.outputs}
        end = replace(begun.end(ExecutionStatus.CACHED), outputs=ids)
        if not self._store.cache_step(begun.start, end):
            raise self._ended_meanwhile(begun.step.name)
        self._tell(begun, end)

    def completed(self, begun: BegunStep, outcome: Outcome) -> None:
        """Record that it succeeded, with its artifacts."""
        outputs = outcome.outputs
        end = replace(
            begun.end(ExecutionStatus.COMPLETED),
            outputs={name: artifact.id for name, artifact in outputs.items()},
            artifacts=tuple(outputs.values()),
            log_uri=outcome.log_uri,
        )
        if not self._store.finish_step(end):
            raise self._ended_meanwhile(begun.step.name)
        self._tell(begun, end)

    def skipped(self, record: StepRecord, reason: str) -> None:
        """Record that it does not run, and why."""
        end = StepEnd(record.id, ExecutionStatus.SKIPPED, now(), 0.0, skip_reason=reason)
        if not self._store.finish_step(end):
            raise self._ended_meanwhile(record.name)
        self._progress.step_skipped(record.name, reason)
        ended = replace(record, status=end.status, ended_at=end.ended_at, duration_seconds=0.0, skip_reason=reason)
        fire("zenml_step_finished", run=self._run, step=ended)

    def failed(self, begun: BegunStep, error: BaseException, log_uri: str | None = None) -> None:
        """Record that an exception ended it; nothing if another process has ended it already."""
        end = replace(begun.end(state_after(error)), log_uri=log_uri, error=error_text(error))
        if self._store.finish_step(end):
            self._tell(begun, end)

    def handed_over(self, step: StepDeployment, operator: str) -> None:
        """Tell that a step operator runs it, whose process records what becomes of it."""
        self._progress.step_handed_over(step.name, operator)

    def ended_elsewhere(self, record: StepRecord) -> None:
        """Tell what another process has recorded, and told the plugins."""
        self._progress.step_ended(record.name, record.status, record.duration_seconds or 0.0)

    def _tell(self, begun: BegunStep, end: StepEnd) -> None:
        self._progress.step_ended(begun.step.name, end.status, end.duration_seconds)
        ended = replace(
            begun.running_record,
            status=end.status,
            ended_at=end.ended_at,
            duration_seconds=end.duration_seconds,
            log_uri=end.log_uri,
            error=end.error,
        )
        fire("zenml_step_finished", run=self._run, step=ended)

    def _ended_meanwhile(self, name: str) -> ConflictError:
        return ConflictError(f"step {name!r} of run {self._run.name!r} has ended already, by another process")
