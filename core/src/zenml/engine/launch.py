"""Run a deployment from its record to its end."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

from zenml.engine.console import Console, console
from zenml.engine.executable import Executable
from zenml.engine.heartbeat import heartbeat
from zenml.engine.outcomes import error_text, failure_of, left_undone, state_after
from zenml.engine.records import run_record, step_records
from zenml.engine.step_runner import StepRunner
from zenml.engine.stop_signals import sigterm_stops
from zenml.engine.worker_pool import WorkerPool
from zenml.enums import ExecutionStatus
from zenml.errors import ZenMLError
from zenml.flavors.moments import fire
from zenml.materializers.deployment_files import write_deployment
from zenml.models.deployment import PipelineDeployment
from zenml.models.run_outcomes import run_outcome
from zenml.models.runs import StepRecord
from zenml.post_execution.run_ends import end_run
from zenml.processes import current_process
from zenml.stack import Stack

_logger = logging.getLogger(__name__)


def launch(deployment: PipelineDeployment, stack: Stack, executables: Mapping[str, Executable]) -> None:
    """Record a run, let the orchestrator run it, and record how it ended.

    Before this, the stack was validated and its ``prepare_pipeline_deployment`` called. An orchestrator that
    outlives this process leaves the end of the run to the process of its last step.

    Raises:
        StepFailedError: a step failed; its own exception is the cause.
        ConflictError: there is a run of this name.
        KeyboardInterrupt, SystemExit: Ctrl-C or SIGTERM; the run is recorded as ``stopped``.
    """
    _Launch(deployment, stack, executables).run()


class _Launch:
    def __init__(self, deployment: PipelineDeployment, stack: Stack, executables: Mapping[str, Executable]) -> None:
        self._deployment = deployment
        self._stack = stack
        self._executables = executables
        self._store = stack.metadata_store
        self._is_watched = stack.orchestrator.returns_when_finished
        self._record = run_record(deployment, current_process() if self._is_watched else None)
        self._began = time.perf_counter()

    def run(self) -> None:
        functions = {name: getattr(each.function, "__name__", name) for name, each in self._executables.items()}
        steps = step_records(self._deployment, functions)
        self._store.create_run(self._record, steps)
        with sigterm_stops(), console([step.name for step in steps]) as terminal:
            try:
                self._execute(steps, terminal)
            except BaseException as error:
                self._end_after(error, terminal)
                raise

    def _execute(self, steps: Sequence[StepRecord], terminal: Console) -> None:
        write_deployment(self._deployment, self._stack.artifact_store)
        self._store.start_run(self._record.id)
        self._record = replace(self._record, status=ExecutionStatus.RUNNING)
        fire("zenml_run_started", run=self._record)
        with heartbeat(self._store, self._record.id), WorkerPool(self._deployment.worker_command) as workers:
            runner = self._runner(steps, terminal, workers)
            self._stack.deploy_pipeline(self._deployment, lambda name: runner.run(name, self._executables[name]))
        if self._is_watched:
            self._end_by_steps(terminal)

    def _runner(self, steps: Sequence[StepRecord], terminal: Console, workers: WorkerPool) -> StepRunner:
        is_parallel = self._stack.orchestrator.parallel_steps > 1
        return StepRunner(
            self._deployment,
            self._stack,
            self._record,
            steps,
            console=terminal,
            workers=workers,
            is_parallel=is_parallel,
        )

    def _end_by_steps(self, terminal: Console) -> None:
        steps = self._store.list_steps(self._record.id)
        outcome = run_outcome(steps)
        if outcome is None:
            undone = ", ".join(map(repr, left_undone(steps)))
            raise ZenMLError(f"orchestrator {self._stack.orchestrator.name!r} ended before these steps had: {undone}")
        if not outcome.is_success:
            raise failure_of(self._record.name, steps)
        self._end(outcome, None, terminal)

    def _end_after(self, error: BaseException, terminal: Console) -> None:
        """Record the end without hiding why it came to it, should the metadata store be the reason."""
        try:
            self._end(state_after(error), error_text(error), terminal)
        except ZenMLError as second:
            _logger.warning("The end of run %r could not be recorded: %s", self._record.name, second)

    def _end(self, status: ExecutionStatus, error: str | None, terminal: Console) -> None:
        seconds = time.perf_counter() - self._began
        if end_run(self._store, self._record, status, seconds, error):
            terminal.progress.run_ended(self._record.name, status, seconds)
