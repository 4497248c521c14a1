"""Define the orchestrator: what decides where and in which order the steps of a run are executed."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import ClassVar

from zenml.components import StackComponent
from zenml.enums import StackComponentType
from zenml.flavors.public_names import public_names
from zenml.models.deployment import PipelineDeployment


class BaseOrchestrator(StackComponent):
    """Run the steps of a deployment.

    Example: run every step in this process, in the order of the deployment, which respects all edges::

        class OneByOneOrchestrator(BaseOrchestrator):
            FLAVOR = "one-by-one"

            def run(self, deployment, run_step):
                for step in deployment.steps:
                    run_step(step.name)

    An orchestrator that executes elsewhere ignores ``run_step`` and starts ``deployment.command(name)``
    for each step, once all of ``step.upstream`` have succeeded.
    """

    TYPE: ClassVar[StackComponentType] = StackComponentType.ORCHESTRATOR

    @abstractmethod
    def run(self, deployment: PipelineDeployment, run_step: Callable[[str], None]) -> None:
        """Run every step of ``deployment``, each after the steps it depends on.

        Args:
            deployment: plain data: steps in a valid order, their edges and parameters, the stack.
            run_step: takes a step's name and runs it in this process, or in one of its workers; it raises
                ``zenml.errors.StepFailedError`` when the step failed, and its dependents must not run.

        Raises:
            StepFailedError: a step failed; with ``deployment.failure_mode`` ``continue`` after all others that do
                not depend on it have run.
        """

    @property
    def parallel_steps(self) -> int:
        """Say how many steps ``run`` may ask ``run_step`` for at once, each in a thread of its own.

        With more than one, every step runs in a worker process.
        """
        return 1

    @property
    def returns_when_finished(self) -> bool:
        """Say whether ``run`` returns only once all steps ended; else the last step ends the run."""
        return True

    @property
    def is_remote(self) -> bool:
        """Say whether steps run where the files of this machine cannot be read.

        Then every component that steps use has to be visible there: ``is_visible_elsewhere``.
        """
        return False


__getattr__ = public_names(StackComponentType.ORCHESTRATOR, __name__)
