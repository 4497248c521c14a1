from __future__ import annotations

import pytest

from zenml.errors import StepFailedError
from zenml.models.deployment import InputBinding, PipelineDeployment, StepDeployment
from zenml.models.records import StackSnapshot
from zenml_local.orchestrator import LocalOrchestrator


@pytest.fixture
def deployment() -> PipelineDeployment:
    steps = (
        StepDeployment(name="load", source="", code_digest=""),
        StepDeployment(name="train", source="", code_digest="", inputs={"data": InputBinding("load", "output")}),
        StepDeployment(name="report", source="", code_digest="", after=("train",)),
    )
    stack = StackSnapshot(name="default", components={})
    return PipelineDeployment("id", "first", "training", stack, steps, source_root="/")


def test_the_steps_run_in_the_order_of_the_deployment(deployment: PipelineDeployment) -> None:
    ran: list[str] = []
    LocalOrchestrator(name="here").run(deployment, ran.append)
    assert ran == ["load", "train", "report"]


def test_nothing_runs_after_a_step_that_failed(deployment: PipelineDeployment) -> None:
    ran: list[str] = []

    def run_step(name: str) -> None:
        ran.append(name)
        if name == "train":
            raise StepFailedError("step 'train' failed")

    with pytest.raises(StepFailedError, match="step 'train' failed"):
        LocalOrchestrator(name="here").run(deployment, run_step)
    assert ran == ["load", "train"]


def test_it_returns_when_all_steps_have_ended() -> None:
    assert LocalOrchestrator(name="here").returns_when_finished
