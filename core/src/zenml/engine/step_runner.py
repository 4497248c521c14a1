"""Run one step: decide whether it has to be, where, and how often, and see to it that its end is recorded."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from typing import NoReturn

from zenml.engine.artifact_flow import ArtifactFlow
from zenml.engine.cache_keys import cache_key, key_parts
from zenml.engine.console import Console
from zenml.engine.context import StepContext
from zenml.engine.executable import Executable
from zenml.engine.hooks import call_hook
from zenml.engine.outcomes import error_text, is_stop, step_failure
from zenml.engine.records import now
from zenml.engine.skipping import Skipping
from zenml.engine.step_reports import BegunStep, StepReports
from zenml.engine.step_tries import with_retries
from zenml.engine.step_work import StepWork
from zenml.engine.worker_pool import WorkerPool
from zenml.enums import StackComponentType
from zenml.errors import ZenMLError
from zenml.models.deployment import PipelineDeployment, StepDeployment
from zenml.models.runs import RunRecord, StepRecord, StepStart
from zenml.processes import current_process
from zenml.stack import Stack
from zenml.step_operators import BaseStepOperator


class StepRunner:
    """Run steps of one run for whoever decides when; several threads may ask for one each.

    Args:
        deployment: of the run.
        stack: live.
        run: its record.
        steps: the records of all its steps.
        console: where the steps' output and news of them go.
        workers: for steps that run in a process of their own.
        is_parallel: whether several steps run at once.
        is_operator: whether this process is where a step operator has put the step.
    """

    def __init__(
        self,
        deployment: PipelineDeployment,
        stack: Stack,
        run: RunRecord,
        steps: Sequence[StepRecord],
        *,
        console: Console,
        workers: WorkerPool,
        is_parallel: bool = False,
        is_operator: bool = False,
    ) -> None:
        self._deployment = deployment
        self._stack = stack
        self._run = run
        self._records = {step.name: step for step in steps}
        self._flow = ArtifactFlow(deployment, stack, self._records)
        self._skipping = Skipping(self._flow, steps)
        self._reports = StepReports(run, stack.metadata_store, console.progress)
        self._work = StepWork(deployment, stack, self._flow, console.capture, workers, is_parallel=is_parallel)
        self._pause = workers.closing.wait
        self._note = console.progress.note
        self._is_operator = is_operator

    def run(self, name: str, executable: Executable) -> None:
        """Run the step called ``name``, find its outputs in the cache, or skip it.

        Raises:
            StepFailedError: it raised, or its inputs or outputs could not be loaded or saved; that is the cause.
            ConflictError: it was ended meanwhile, by another process.
            KeyboardInterrupt, SystemExit: Ctrl-C or SIGTERM; the step is recorded as ``stopped``.
        """
        step = self._deployment.step(name)
        reason = self._skipping.because_of_others(step)
        if reason:
            self._skip(name, reason)
            return
        begun = self._begin(step)
        # Where a step operator has put it, it was judged before.
        reason = "" if self._is_operator else self._judge(begun, executable)
        if reason:
            self._skip(name, reason)
        else:
            self._find_or_run(begun, executable)

    def _find_or_run(self, begun: BegunStep, executable: Executable) -> None:
        step = begun.step
        operator = None if self._is_operator else self._stack.step_operator
        cached = self._flow.find_cached(step, begun.start.cache_key) if step.enable_cache else None
        if cached is not None:
            self._reports.cached(begun, cached)
            self._flow.note(step.name, cached)
        elif operator is not None and StackComponentType.STEP_OPERATOR in step.components:
            self._operate(begun, executable, operator)
        else:
            self._execute(begun, executable)

    def _judge(self, begun: BegunStep, executable: Executable) -> str:
        """Return why a step is skipped, ``""`` if it is not; if that cannot be said, it has failed."""
        try:
            return self._skipping.because_of_itself(begun.step)
        except ZenMLError as error:
            self._fail(begun, executable, error)

    def _skip(self, name: str, reason: str) -> None:
        self._reports.skipped(self._records[name], reason)
        self._skipping.note(name)

    def _begin(self, step: StepDeployment) -> BegunStep:
        began = time.perf_counter()
        inputs = self._flow.inputs_of(step)
        start = StepStart(
            step_id=self._records[step.name].id,
            started_at=now(),
            process=current_process(),
            cache_key=cache_key(step, inputs),
            artifact_store=str(self._stack.artifact_store.uuid),
            inputs={argument: artifact.id for argument, artifact in inputs.items()},
            key_parts=key_parts(step, inputs),
        )
        return BegunStep(step, self._records[step.name], inputs, start, began)

    def _execute(self, begun: BegunStep, executable: Executable) -> None:
        self._reports.started(begun)
        attempt = partial(self._work.attempt, begun, executable)
        outcome = with_retries(begun.step, attempt, self._pause, self._note)
        if outcome.error is None:
            self._reports.completed(begun, outcome)
            self._flow.note(begun.step.name, outcome.outputs)
            self._call_hook(begun.step, executable, None)
            return
        self._fail(begun, executable, outcome.error, outcome.log_uri)

    def _fail(
        self, begun: BegunStep, executable: Executable, error: BaseException, log_uri: str | None = None
    ) -> NoReturn:
        self._reports.failed(begun, error, log_uri)
        if is_stop(error):
            raise error
        self._call_hook(begun.step, executable, error)
        raise step_failure(self._run.name, begun.step.name, error_text(error)) from error

    def _call_hook(self, step: StepDeployment, executable: Executable, error: BaseException | None) -> None:
        hook = executable.on_failure if error else executable.on_success
        if hook is not None:
            call_hook(hook, StepContext(self._deployment, step, self._stack), error)

    def _operate(self, begun: BegunStep, executable: Executable, operator: BaseStepOperator) -> None:
        """Let a step operator run the step; the process that it starts records what becomes of it."""
        self._reports.handed_over(begun.step, operator.name)
        failure: BaseException | None = None
        try:
            command = self._deployment.command(begun.step.name, in_place=True)
            operator.launch(begun.step, command, begun.step.resources, deployment=self._deployment)
        except BaseException as error:  # noqa: BLE001 - raised again below, once the end is recorded
            failure = error
        record = self._stack.metadata_store.get_step(begun.record.id) or begun.record
        if record.status.is_final:
            self._reports.ended_elsewhere(record)
        else:
            failure = failure or ZenMLError(f"step operator {operator.name!r} returned before the step had ended")
            self._reports.failed(begun, failure)
        if failure is not None and is_stop(failure):
            raise failure
        if failure is not None and not record.status.is_final:  # else that process has called the hook
            self._call_hook(begun.step, executable, failure)
        if not record.status.is_success:
            reason = record.error or (error_text(failure) if failure else record.status.value)
            raise step_failure(self._run.name, begun.step.name, reason) from failure
