"""Define the orchestrator: what decides where and in which order the steps of a run are executed."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import ClassVar, NoReturn

from zenml.components import StackComponent
from zenml.enums import StackComponentType
from zenml.errors import ConfigurationError, NotFoundError
from zenml.flavors.public_names import public_names
from zenml.models.deployment import PipelineDeployment
from zenml.models.schedule_states import SchedulerState, ScheduleState
from zenml.names import did_you_mean


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

    One that runs pipelines on a schedule overrides the six methods on schedules. Its own clock, or a scheduler that it
    lets run, makes a run of the deployment at each slot, and never two.
    """

    TYPE: ClassVar[StackComponentType] = StackComponentType.ORCHESTRATOR

    @abstractmethod
    def run(self, deployment: PipelineDeployment, run_step: Callable[[str], None]) -> None:
        """Run every step of ``deployment``, each after the steps it depends on.

        Args:
            deployment: plain data: steps in a valid order, their edges and parameters, the stack.
            run_step: takes a step's name and runs it in this process, or in one of its workers; it raises
                ``zenml.errors.StepFailedError`` when the step failed, and its dependents must not run. After a step
                that was skipped it returns, and skips the dependents when it is asked to run them.

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

    def add_schedule(self, deployment: PipelineDeployment) -> ScheduleState:  # noqa: ARG002 - for those that can
        """Take over a deployment that is to run on its ``schedule``, which has a name, and return how that is doing.

        A schedule of the same name and pipeline is replaced.

        Raises:
            ConfigurationError: this orchestrator has no schedules, or not such a one.
            ConflictError: the name is that of another pipeline's schedule.
        """
        self._refuse_schedules()

    def list_schedules(self) -> list[ScheduleState]:
        """Return the schedules of this orchestrator, by name.

        Raises:
            ConfigurationError: it has none.
        """
        self._refuse_schedules()

    def get_schedule(self, name: str) -> ScheduleState:
        """Return one schedule.

        Raises:
            NotFoundError: there is no such schedule.
        """
        schedules = {each.name: each for each in self.list_schedules()}
        if name not in schedules:
            hint = did_you_mean(name, schedules)
            raise NotFoundError(f"orchestrator {self.name!r} has no schedule named {name!r}", hint=hint)
        return schedules[name]

    def pause_schedule(self, name: str, *, is_paused: bool) -> None:  # noqa: ARG002 - for those that can
        """Let a schedule rest, or go on.

        Raises:
            NotFoundError: there is no such schedule.
        """
        self._refuse_schedules()

    def delete_schedule(self, name: str) -> None:  # noqa: ARG002 - for those that can
        """Forget a schedule; a run that it started goes on.

        Raises:
            NotFoundError: there is no such schedule.
        """
        self._refuse_schedules()

    @property
    def scheduler(self) -> SchedulerState:
        """Say whether what starts the runs of the schedules is there."""
        self._refuse_schedules()

    def start_scheduler(self) -> bool:
        """Start it unless it runs, and say whether this call started it."""
        self._refuse_schedules()

    def stop_scheduler(self) -> bool:
        """Stop it if it runs, and say whether this call stopped it; runs that it started go on."""
        self._refuse_schedules()

    def _refuse_schedules(self) -> NoReturn:
        raise ConfigurationError(
            f"orchestrator {self.name!r} of flavor {self.FLAVOR!r} has no schedules",
            hint="choose a stack with an orchestrator that has, or let a scheduler of your own start the script",
        )


__getattr__ = public_names(StackComponentType.ORCHESTRATOR, __name__)
