"""Tell a step where it runs, and let it tell more about what it makes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from zenml.enums import StackComponentType
from zenml.errors import UsageError
from zenml.files import safe_join
from zenml.models.deployment import RUNS_FOLDER
from zenml.names import did_you_mean
from zenml.stack import Stack

if TYPE_CHECKING:
    from zenml.alerters import BaseAlerter
    from zenml.artifact_stores import BaseArtifactStore
    from zenml.components import StackComponent
    from zenml.experiment_trackers import BaseExperimentTracker
    from zenml.metadata_stores import BaseMetadataStore
    from zenml.models.deployment import PipelineDeployment, StepDeployment


class StepContext:
    """Know the run, the step and the stack; a step that has an argument of this type is handed one.

    Example::

        @step
        def trainer(context: StepContext, X: np.ndarray) -> ClassifierMixin:
            model = SVC().fit(X[:, :-1], X[:, -1])
            context.log_metadata(support_vectors=len(model.support_))
            return model
    """

    def __init__(self, deployment: PipelineDeployment, step: StepDeployment, stack: Stack) -> None:
        self.stack = stack
        self.run_id = deployment.run_id
        self.run_name = deployment.run_name
        self.pipeline_name = deployment.pipeline
        self.step_name = step.name
        self._named = step.components
        self._outputs = tuple(output.name for output in step.outputs)
        self._metadata: dict[str, dict[str, object]] = {}

    @property
    def artifact_store(self) -> BaseArtifactStore:
        """Return the artifact store of the stack."""
        return self.stack.artifact_store

    @property
    def metadata_store(self) -> BaseMetadataStore:
        """Return the metadata store of the stack."""
        return self.stack.metadata_store

    @property
    def experiment_tracker(self) -> BaseExperimentTracker:
        """Return the experiment tracker that the step names; its run is open while the step's function runs.

        Raises:
            UsageError: it names none.
        """
        return cast("BaseExperimentTracker", self._component(StackComponentType.EXPERIMENT_TRACKER))

    @property
    def alerter(self) -> BaseAlerter:
        """Return the alerter that the step names.

        Raises:
            UsageError: it names none.
        """
        return cast("BaseAlerter", self._component(StackComponentType.ALERTER))

    def get_output_artifact_uri(self, output_name: str | None = None) -> str:
        """Return the folder of an output, which may be left out when there is only one.

        Raises:
            UsageError: the step has no such output, or several and none was named.
        """
        return safe_join(self.artifact_store.path, output_uri(self.run_id, self.step_name, self._output(output_name)))

    def log_metadata(self, output_name: str | None = None, /, **values: object) -> None:
        """Attach facts to an output, which may be left out when there is only one; a later value wins.

        Raises:
            UsageError: the step has no such output, or a value is none that JSON knows.
        """
        if isinstance(output_name, Mapping):
            raise UsageError(
                f"step {self.step_name!r} gives log_metadata a mapping", hint="write log_metadata(accuracy=0.9)"
            )
        output = self._output(output_name)
        for key, value in values.items():
            _check_plain(self.step_name, key, value)
        self._metadata.setdefault(output, {}).update(values)

    def metadata_of(self, output_name: str) -> dict[str, object]:
        """Return what was logged about an output."""
        return self._metadata.get(output_name, {})

    def _component(self, kind: StackComponentType) -> StackComponent:
        component = self.stack.components.get(kind)
        if component is None or kind not in self._named:
            raise UsageError(f"step {self.step_name!r} names no {kind.words}", hint=f"write @step({kind.value}='NAME')")
        return component

    def _output(self, name: str | None) -> str:
        if name is None and len(self._outputs) == 1:
            return self._outputs[0]
        if name is not None and name in self._outputs:
            return name
        problem = f"step {self.step_name!r} has no output {name!r}"
        if name is None:
            problem = f"step {self.step_name!r} has {len(self._outputs)} outputs, so one must be named"
        raise UsageError(problem, hint=did_you_mean(name or "", self._outputs))


def step_uri(run_id: str, step_name: str) -> str:
    """Return the folder of all that a step writes, relative to the root of the artifact store."""
    return f"{RUNS_FOLDER}/{run_id}/{step_name}"


def output_uri(run_id: str, step_name: str, output_name: str) -> str:
    """Return the folder of one output, relative to the root of the artifact store."""
    return f"{step_uri(run_id, step_name)}/{output_name}"


def _check_plain(step_name: str, key: str, value: object) -> None:
    try:
        json.dumps(value)
    except (TypeError, ValueError) as error:
        raise UsageError(f"step {step_name!r} cannot log {key!r} as metadata: {error}") from error
