"""Define the experiment tracker: the tool in which the metrics of training are compared."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import ClassVar

from zenml.components import StackComponent
from zenml.enums import StackComponentType
from zenml.flavors.public_names import public_names
from zenml.models.deployment import PipelineDeployment, StepDeployment


class BaseExperimentTracker(StackComponent):
    """Open a run of the tool around a step, and close it.

    Example: the shape of a tracker that writes lines::

        class LinesExperimentTracker(BaseExperimentTracker):
            FLAVOR = "lines"
            file: str = Field(description="File to append to")

            def start_step(self, deployment, step):
                append(self.file, f"{deployment.run_name} {step.name} begins")

            def log_metrics(self, metrics, step=None):
                append(self.file, json.dumps(metrics))
            ...
    """

    TYPE: ClassVar[StackComponentType] = StackComponentType.EXPERIMENT_TRACKER

    @abstractmethod
    def start_step(self, deployment: PipelineDeployment, step: StepDeployment) -> None:
        """Open the tool's run, so that the step's code may use the tool's own API."""

    @abstractmethod
    def end_step(self, deployment: PipelineDeployment, step: StepDeployment, *, failed: bool) -> None:
        """Close the tool's run."""

    @abstractmethod
    def log_parameters(self, parameters: Mapping[str, object]) -> None:
        """Record the settings of the open run."""

    @abstractmethod
    def log_metrics(self, metrics: Mapping[str, float], step: int | None = None) -> None:
        """Record metrics of the open run, at a training step if one is given."""

    @property
    def link(self) -> str | None:
        """Return the address at which a person sees the open run; ``None`` if there is no such page."""
        return None


__getattr__ = public_names(StackComponentType.EXPERIMENT_TRACKER, __name__)
