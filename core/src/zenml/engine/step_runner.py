"""Run one step: from the cache if it can be, else by its function, and record what became of it."""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from types import TracebackType
from typing import NamedTuple

from zenml.engine.artifact_flow import ArtifactFlow
from zenml.engine.cache_keys import cache_key
from zenml.engine.console import Console
from zenml.engine.context import StepContext
from zenml.engine.executable import Executable
from zenml.engine.outcomes import error_text, is_stop, state_after, step_failure
from zenml.engine.records import now
from zenml.engine.step_log import StepLog
from zenml.enums import ExecutionStatus
from zenml.errors import ConflictError
from zenml.flavors.moments import fire
from zenml.models.deployment import PipelineDeployment, StepDeployment
from zenml.models.runs import ArtifactRecord, RunRecord, StepEnd, StepRecord, StepStart
from zenml.processes import current_process
from zenml.redaction import redacted
from zenml.stack import Stack

_Artifacts = Mapping[str, ArtifactRecord]


class _Attempt(NamedTuple):
    """Hold a step that begins."""

    step: StepDeployment
    inputs: _Artifacts
    start: StepStart
    began: float
    """On a clock that never jumps."""

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self.began


class StepRunner:
    """Run steps of one run in this process."""

    def __init__(
        self,
        deployment: PipelineDeployment,
        stack: Stack,
        run: RunRecord,
        steps: Sequence[StepRecord],
        console: Console,
    ) -> None:
        self._deployment = deployment
        self._stack = stack
        self._run = run
        self._records = {step.name: step for step in steps}
        self._deployments = {step.name: step for step in deployment.steps}
        self._flow = ArtifactFlow(deployment, stack, self._records)
        self._capture = console.capture
        self._progress = console.progress

    def run(self, name: str, executable: Executable) -> None:
        """Run the step called ``name``, or find its outputs in the cache.

        Raises:
            StepFailedError: it raised, or its inputs or outputs could not be loaded or saved; that is the cause.
            ConflictError: it was ended meanwhile, by another process.
            KeyboardInterrupt, SystemExit: Ctrl-C or SIGTERM; the step is recorded as ``stopped``.
        """
        attempt = self._begin(self._deployments[name])
        cached = self._flow.find_cached(attempt.step, attempt.start.cache_key) if attempt.step.enable_cache else None
        if cached is not None:
            self._reuse(attempt, cached)
        else:
            self._execute(attempt, executable)

    def _begin(self, step: StepDeployment) -> _Attempt:
        began = time.perf_counter()
        inputs = self._flow.inputs_of(step)
        start = StepStart(
            step_id=self._records[step.name].id,
            started_at=now(),
            process=current_process(),
            cache_key=cache_key(step, inputs),
            artifact_store=str(self._stack.artifact_store.uuid),
            inputs={argument: artifact.id for argument, artifact in inputs.items()},
        )
        return _Attempt(step, inputs, start, began)

    def _reuse(self, attempt: _Attempt, outputs: _Artifacts) -> None:
        end = StepEnd(
            step_id=attempt.start.step_id,
            status=ExecutionStatus.CACHED,
            ended_at=now(),
            duration_seconds=attempt.seconds,
            outputs={output.name: outputs[output.name].id for output in attempt.step.outputs},
        )
        if not self._stack.metadata_store.cache_step(attempt.start, end):
            raise self._ended_meanwhile(attempt.step)
        self._flow.note(attempt.step.name, outputs)
        self._tell_end(attempt, end)

    def _execute(self, attempt: _Attempt, executable: Executable) -> None:
        if not self._stack.metadata_store.start_step(attempt.start):
            raise self._ended_meanwhile(attempt.step)
        self._tell_start(attempt)
        log = StepLog(self._stack.artifact_store, self._deployment.run_id, attempt.step.name)
        try:
            with _traceback_in(log), self._capture.into(log):
                outputs = self._outputs(attempt, executable)
        except BaseException as error:
            self._record_failure(attempt, error, log.close())
            if is_stop(error):
                raise
            raise step_failure(self._run.name, attempt.step.name, error_text(error)) from error
        self._record_success(attempt, outputs, log.close())

    def _outputs(self, attempt: _Attempt, executable: Executable) -> _Artifacts:
        step = attempt.step
        context = StepContext(self._deployment, step, self._stack)
        with self._stack.prepared_for_step(self._deployment, step):
            # The list is all that holds the values: what loaded the inputs and made the outputs has let go of them.
            values = list(executable.run(self._flow.load(attempt.inputs), step.parameters, context))
            return self._flow.save(step, context, values)

    def _record_success(self, attempt: _Attempt, outputs: _Artifacts, log_uri: str | None) -> None:
        end = StepEnd(
            step_id=attempt.start.step_id,
            status=ExecutionStatus.COMPLETED,
            ended_at=now(),
            duration_seconds=attempt.seconds,
            outputs={name: artifact.id for name, artifact in outputs.items()},
            artifacts=tuple(outputs.values()),
            log_uri=log_uri,
        )
        if not self._stack.metadata_store.finish_step(end):
            raise self._ended_meanwhile(attempt.step)
        self._flow.note(attempt.step.name, outputs)
        self._tell_end(attempt, end)

    def _record_failure(self, attempt: _Attempt, error: BaseException, log_uri: str | None) -> None:
        end = StepEnd(
            step_id=attempt.start.step_id,
            status=state_after(error),
            ended_at=now(),
            duration_seconds=attempt.seconds,
            log_uri=log_uri,
            error=error_text(error),
        )
        if self._stack.metadata_store.finish_step(end):
            self._tell_end(attempt, end)

    def _tell_start(self, attempt: _Attempt) -> None:
        self._progress.step_started(attempt.step.name)
        fire("zenml_step_started", run=self._run, step=self._started(attempt))

    def _tell_end(self, attempt: _Attempt, end: StepEnd) -> None:
        self._progress.step_ended(attempt.step.name, end.status, end.duration_seconds)
        record = replace(
            self._started(attempt),
            status=end.status,
            ended_at=end.ended_at,
            duration_seconds=end.duration_seconds,
            log_uri=end.log_uri,
            error=end.error,
        )
        fire("zenml_step_finished", run=self._run, step=record)

    def _started(self, attempt: _Attempt) -> StepRecord:
        return replace(
            self._records[attempt.step.name],
            status=ExecutionStatus.RUNNING,
            started_at=attempt.start.started_at,
            cache_key=attempt.start.cache_key,
            artifact_store=attempt.start.artifact_store,
            process=attempt.start.process,
        )

    def _ended_meanwhile(self, step: StepDeployment) -> ConflictError:
        return ConflictError(f"step {step.name!r} of run {self._run.name!r} has ended already, by another process")


@contextmanager
def _traceback_in(log: StepLog) -> Iterator[None]:
    """Write the traceback of what a step raises into its log; whoever started the run is told in one line."""
    try:
        yield
    except BaseException as error:
        if not is_stop(error):
            trace = _outside_of_zenml(error.__traceback__)
            lines = traceback.format_exception(type(error), error, trace)
            log.write(redacted("".join(lines)).encode(errors="replace"))
        raise


def _outside_of_zenml(trace: TracebackType | None) -> TracebackType | None:
    """Leave out how we came to call the step; keep all of it if the error is our own."""
    outside = trace
    while outside and str(outside.tb_frame.f_globals.get("__name__")).partition(".")[0] in ("zenml", "contextlib"):
        outside = outside.tb_next
    return outside or trace
