"""Record a pipeline as its configuration files want it to run."""

from __future__ import annotations

from dataclasses import dataclass

from zenml.pipelines.arguments import PipelineArguments
from zenml.pipelines.configuration import Configuration
from zenml.pipelines.faults import WiringFault, wiring_error
from zenml.pipelines.recording import Recording, record
from zenml.pipelines.run_requests import RunRequest
from zenml.pipelines.step_configuration import StepConfiguration


@dataclass(frozen=True)
class ConfiguredRun:
    """Hold what was asked for, completed by configuration files, and the recorded pipeline."""

    request: RunRequest
    recording: Recording
    faults: tuple[WiringFault, ...]
    """Of the files, and of the request."""


def configured_run(request: RunRequest, configuration: Configuration) -> ConfiguredRun:
    """Record a pipeline with what configuration files set.

    Raises:
        WiringError: it cannot be recorded, since its arguments are missing or faulty; told with all other faults.
    """
    completed, faults = request.completed_by(configuration)
    faults = [*configuration.faults, *faults]
    pipeline = completed.pipeline
    given = configuration.below("parameters")
    arguments = PipelineArguments(pipeline.name, pipeline.function, completed.arguments, given)
    if arguments.faults:
        raise wiring_error(pipeline.name, [*faults, *arguments.faults, *completed.faults()])
    choices = StepConfiguration(configuration, completed.hooks)
    recording = record(pipeline.function, arguments.bound, choices)
    if recording.is_complete:
        faults += choices.faults_of_names(recording.calls)
    return ConfiguredRun(completed, recording, (*faults, *completed.faults()))
