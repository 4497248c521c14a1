"""Make the attempts at a step where they can be made: in this process, or in a worker."""

from __future__ import annotations

import threading

from zenml.engine.artifact_flow import ArtifactFlow
from zenml.engine.executable import Executable
from zenml.engine.outcomes import is_stop
from zenml.engine.output_capture import OutputCapture
from zenml.engine.step_body import Outcome, StepBody, failed
from zenml.engine.step_reports import BegunStep
from zenml.engine.time_limit import timeout_error
from zenml.engine.worker import Worker, WorkerDiedError, WorkerTimeoutError
from zenml.engine.worker_messages import Request
from zenml.engine.worker_pool import WorkerPool
from zenml.errors import TERMINATED
from zenml.models.deployment import PipelineDeployment, StepDeployment
from zenml.stack import Stack


class StepWork:
    """Make attempts at steps; several threads may ask for one each.

    A worker makes those that may have to be killed, having a timeout, and all of them where several steps run at
    once. A step without an address, from a prompt or notebook, exists in this process only: such steps wait for
    each other.
    """

    def __init__(
        self,
        deployment: PipelineDeployment,
        stack: Stack,
        flow: ArtifactFlow,
        capture: OutputCapture,
        workers: WorkerPool,
        *,
        is_parallel: bool,
    ) -> None:
        self._body = StepBody(deployment, stack, flow, capture)
        self._workers = workers
        self._is_parallel = is_parallel
        self._here = threading.Lock()

    def attempt(self, begun: BegunStep, executable: Executable, number: int) -> Outcome:
        """Make the attempt with this number, the first being 1, and return what it came to."""
        if self._needs_worker(begun.step):
            with self._workers.lent() as worker:
                return self._far(worker, begun, number)
        with self._here:
            return self._body.attempt(begun.step, begun.inputs, executable, number)

    def _needs_worker(self, step: StepDeployment) -> bool:
        return bool(step.source) and (self._is_parallel or step.timeout_seconds is not None)

    def _far(self, worker: Worker, begun: BegunStep, number: int) -> Outcome:
        try:
            outcome = worker.ask(Request(begun.step.name, begun.inputs, number), begun.step.timeout_seconds)
        except BaseException as error:  # noqa: BLE001 - among them Ctrl-C, while this process waits
            worker.stop()
            return failed(self._reason(begun.step, error))
        if outcome.error is not None and is_stop(outcome.error) and not self._workers.closing.is_set():
            return failed(ChildProcessError("its process was ended by SIGTERM"), outcome.log_uri)
        return outcome

    def _reason(self, step: StepDeployment, error: BaseException) -> BaseException:
        """Return why there is no answer, in the words of the step."""
        if isinstance(error, WorkerTimeoutError):
            return timeout_error(step)
        if isinstance(error, WorkerDiedError):
            return SystemExit(TERMINATED) if self._workers.closing.is_set() else ChildProcessError(str(error))
        return error
