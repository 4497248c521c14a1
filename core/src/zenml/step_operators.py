"""Define the step operator: where single steps run that need another machine than the rest."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar

from zenml.components import StackComponent
from zenml.enums import StackComponentType
from zenml.flavors.public_names import public_names
from zenml.models.deployment import PipelineDeployment, StepDeployment


class BaseStepOperator(StackComponent):
    """Run one step somewhere else.

    Example: a step on a machine that one reaches by ssh and that shares the files of this one::

        class SshStepOperator(BaseStepOperator):
            FLAVOR = "ssh"
            host: str = Field(description="Machine to run steps on")

            def launch(self, step, entrypoint_command, resources, *, deployment):
                subprocess.run(["ssh", self.host, shlex.join(entrypoint_command)], check=True)
    """

    TYPE: ClassVar[StackComponentType] = StackComponentType.STEP_OPERATOR

    @abstractmethod
    def launch(
        self,
        step: StepDeployment,
        entrypoint_command: Sequence[str],
        resources: Mapping[str, object],
        *,
        deployment: PipelineDeployment,
    ) -> None:
        """Run ``entrypoint_command``, which runs ``step`` of ``deployment``, to its end.

        Where several steps run at once this is called in a thread, which Ctrl-C does not reach: when the run ends,
        ``cleanup_pipeline_run`` has to end what still runs, and ``launch`` may raise ``SystemExit(TERMINATED)`` then.

        Raises:
            StepFailedError: the command could not be started or ended with an error.
        """

    @property
    def is_remote(self) -> bool:
        """Say whether it runs steps where the files of this machine cannot be read; see ``BaseOrchestrator``."""
        return False


__getattr__ = public_names(StackComponentType.STEP_OPERATOR, __name__)
