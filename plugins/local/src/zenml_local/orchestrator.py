"""Run the steps in the process that launched them."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from zenml.models.deployment import PipelineDeployment
from zenml.orchestrators import BaseOrchestrator


class LocalOrchestrator(BaseOrchestrator):
    """Run one step after the other in this process; the first that fails ends the run."""

    FLAVOR: ClassVar[str] = "local"

    def run(self, deployment: PipelineDeployment, run_step: Callable[[str], None]) -> None:
        for step in deployment.steps:
            run_step(step.name)
