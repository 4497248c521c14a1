"""Run single steps in processes of their own on this machine."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import ClassVar

from pydantic import Field, PrivateAttr, field_validator

from zenml.errors import TERMINATED, ConfigurationError, StepFailedError
from zenml.models.deployment import PipelineDeployment, StepDeployment
from zenml.processes import manner_of_end
from zenml.step_operators import BaseStepOperator
from zenml_local.step_processes import StepProcesses


class SubprocessStepOperator(BaseStepOperator):
    """Run each step from its command line, as an orchestrator on another machine would.

    A step can neither crash nor bloat the process that launched the run, may have other environment variables or
    another interpreter, and is gone with all that it started as soon as it, the run or the launching process ends.
    """

    FLAVOR: ClassVar[str] = "subprocess"

    python: str = Field(
        "",
        description="Interpreter of an environment that has the same packages of ours; a relative path is resolved "
        "when it is registered. Default: the one that launches the run",
    )
    environment: dict[str, str] = Field(
        default_factory=dict,
        description="Environment variables for the steps, as JSON, besides those of the launching process",
    )
    _processes: StepProcesses = PrivateAttr(default_factory=StepProcesses)

    @field_validator("python")
    @classmethod
    def _python_is_absolute(cls, python: str) -> str:
        """Return an absolute path; a bare name is looked for in ``PATH`` when a step is run."""
        path = os.path.expanduser(python)
        return os.path.abspath(path) if os.sep in path else path

    @field_validator("environment")
    @classmethod
    def _variables_are_possible(cls, environment: dict[str, str]) -> dict[str, str]:
        for name, value in environment.items():
            if not name or "=" in name or "\0" in name + value:
                raise ValueError(f"{name!r} cannot be the name of an environment variable, or have that value")
            if "{{" in value:
                raise ValueError(f"{name!r} holds a reference, and only a whole field can be one")
        return environment

    def launch(
        self,
        step: StepDeployment,  # noqa: ARG002 - the command says which
        entrypoint_command: Sequence[str],
        resources: Mapping[str, object],  # noqa: ARG002 - there is one machine, whatever the step wishes
        *,
        deployment: PipelineDeployment,
    ) -> None:
        python, *words = entrypoint_command
        try:
            code, is_stopped = self._processes.run(deployment.run_id, [self.python or python, *words], self.environment)
        except OSError as error:
            problem = f"step operator {self.name!r} cannot start {self.python or python}: {error.strerror or error}"
            raise ConfigurationError(problem) from error
        if is_stopped:
            raise SystemExit(TERMINATED)
        if code:
            raise StepFailedError(f"its process {manner_of_end(code)}")

    def cleanup_pipeline_run(self, deployment: PipelineDeployment) -> None:
        self._processes.end(deployment.run_id)
