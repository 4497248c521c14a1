"""Say which step of a deployment may start next; for orchestrators that run steps themselves."""

from __future__ import annotations

from collections.abc import Callable

from zenml.errors import StepFailedError
from zenml.models.deployment import PipelineDeployment
from zenml.models.step_settings import FailureMode


class StepQueue:
    """Hand out steps as soon as all that they depend on have ended well, in the order of the deployment.

    Example: an orchestrator that runs one step after the other::

        queue = StepQueue(deployment)
        while name := queue.next_step():
            queue.settle(name, partial(run_step, name))
        if queue.failures:
            raise queue.failures[0]
    """

    def __init__(self, deployment: PipelineDeployment) -> None:
        self._waiting = {step.name: set(step.upstream) for step in deployment.steps}
        self._goes_on = deployment.failure_mode is FailureMode.CONTINUE
        self.failures: list[StepFailedError] = []
        """In the order in which they came."""

    def next_step(self) -> str | None:
        """Return a step that may start now, each once; ``None`` if none may before another has ended."""
        if self.failures and not self._goes_on:
            return None
        ready = next((name for name, others in self._waiting.items() if not others), None)
        if ready is not None:
            del self._waiting[ready]
        return ready

    def settle(self, name: str, outcome: Callable[[], None]) -> None:
        """Call ``outcome``, which returns once the step has ended well and raises once it has failed, and note which.

        Whatever it raises besides ``StepFailedError`` passes.
        """
        try:
            outcome()
        except StepFailedError as error:
            self.note_failure(error)
        else:
            self.note_end(name)

    def note_end(self, name: str) -> None:
        """Note that a step succeeded: what depends on it may start."""
        for others in self._waiting.values():
            others.discard(name)

    def note_failure(self, error: StepFailedError) -> None:
        """Note that a step failed: what depends on it never starts."""
        self.failures.append(error)
