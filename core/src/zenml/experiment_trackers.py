"""Define the experiment tracker: the tool in which the metrics of training are compared."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar

from zenml.components import StackComponent
from zenml.enums import StackComponentType
from zenml.flavors.public_names import public_names
from zenml.models.deployment import PipelineDeployment, StepDeployment
from zenml.models.metrics import Metric


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

    def log_metric(self, name: str, value: float, step: int | None = None) -> None:
        """Record one metric of the open run; see ``log_metrics``."""
        self.log_metrics({name: value}, step)

    def log_params(self, parameters: Mapping[str, object]) -> None:
        """Do what ``log_parameters`` does, under the name that other tools have for it."""
        self.log_parameters(parameters)

    def set_tag(self, name: str, value: str) -> None:
        """Mark the open run with a word; for a tool without tags it is a parameter."""
        self.log_parameters({name: value})

    def metrics(self, run: str) -> Sequence[Metric]:  # noqa: ARG002 - this is for the tools that can tell
        """Return what the steps of a run logged, step by step, given its id or name; nothing if only the tool has it.

        Raises:
            NotFoundError: it knows of no such run.
        """
        return ()

    @property
    def link(self) -> str | None:
        """Return the address at which a person sees the open run; ``None`` if there is no such page."""
        return None


__getattr__ = public_names(StackComponentType.EXPERIMENT_TRACKER, __name__)
