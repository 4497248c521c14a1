"""Carry artifacts from step to step of one run, and find again those of earlier runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from zenml.engine.context import StepContext, output_uri
from zenml.errors import ZenMLError
from zenml.materializers.artifacts import artifact_is_complete, load_artifact, save_artifact
from zenml.models.deployment import InputBinding, OutputDeclaration, PipelineDeployment, StepDeployment
from zenml.models.runs import ArtifactRecord, StepRecord, artifact_name
from zenml.stack import Stack


class ArtifactFlow:
    """Know what the finished steps of a run produced; what other processes produced is read from the store."""

    def __init__(self, deployment: PipelineDeployment, stack: Stack, steps: Mapping[str, StepRecord]) -> None:
        self._deployment = deployment
        self._stack = stack
        self._steps = steps
        self._produced: dict[str, Mapping[str, ArtifactRecord]] = {}

    def note(self, step_name: str, outputs: Mapping[str, ArtifactRecord]) -> None:
        """Remember the outputs of a step that finished in this process."""
        self._produced[step_name] = outputs

    def inputs_of(self, step: StepDeployment) -> dict[str, ArtifactRecord]:
        """Return what a step reads, by argument.

        Raises:
            ZenMLError: a step that it depends on has not finished.
        """
        return {argument: self._output(step, binding) for argument, binding in step.inputs.items()}

    def load(self, inputs: Mapping[str, ArtifactRecord]) -> dict[str, object]:
        """Load the values of inputs.

        Raises:
            ArtifactError: one is gone or damaged.
        """
        return {argument: load_artifact(record, self._stack.artifact_store) for argument, record in inputs.items()}

    def value(self, step: StepDeployment, output: InputBinding) -> object:
        """Load one output that a step wants to know before it starts.

        Raises:
            ZenMLError: a step that it depends on has not finished, or the output is gone or damaged.
        """
        return load_artifact(self._output(step, output), self._stack.artifact_store)

    def find_cached(self, step: StepDeployment, cache_key: str) -> Mapping[str, ArtifactRecord] | None:
        """Return the outputs of an earlier step with this key, if all of them are still there."""
        store = self._stack.artifact_store
        found = self._stack.metadata_store.find_cached_outputs(cache_key, str(store.uuid))
        if found is None or set(found) != {output.name for output in step.outputs}:
            return None
        return found if all(artifact_is_complete(record, store) for record in found.values()) else None

    def save(self, step: StepDeployment, context: StepContext, values: list[object]) -> dict[str, ArtifactRecord]:
        """Save the outputs of a step, in declared order; empties ``values``, to let go of each as it is saved.

        Raises:
            ArtifactError: one cannot be saved.
        """
        values.reverse()
        return {output.name: self._save(step, output, context, values) for output in step.outputs}

    def _save(
        self, step: StepDeployment, output: OutputDeclaration, context: StepContext, values: list[object]
    ) -> ArtifactRecord:
        record = save_artifact(
            values.pop(),
            name=output.name,
            run_id=self._deployment.run_id,
            step_id=self._steps[step.name].id,
            uri=output_uri(self._deployment.run_id, step.name, output.name),
            artifact_store=self._stack.artifact_store,
            materializer=output.materializer,
            artifact_name=artifact_name(self._deployment.pipeline, step.name, output.name),
        )
        logged = context.metadata_of(output.name)
        return replace(record, metadata={**record.metadata, **logged}) if logged else record

    def _output(self, reader: StepDeployment, binding: InputBinding) -> ArtifactRecord:
        if binding.step not in self._produced:
            record = self._steps[binding.step]
            self._produced[binding.step] = self._stack.metadata_store.output_artifacts(record.id)
        if binding.output not in self._produced[binding.step]:
            raise ZenMLError(
                f"step {reader.name!r} needs {binding.output!r} of step {binding.step!r}, which has not finished"
            )
        return self._produced[binding.step][binding.output]
