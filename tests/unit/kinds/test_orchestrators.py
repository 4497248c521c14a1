from __future__ import annotations

from collections.abc import Callable

import pytest

from zenml.errors import ConfigurationError
from zenml.models.deployment import PipelineDeployment
from zenml.models.records import StackSnapshot
from zenml.orchestrators import BaseOrchestrator


class BareOrchestrator(BaseOrchestrator):
    """Be what every orchestrator is at least."""

    FLAVOR = "bare"

    def run(self, deployment: PipelineDeployment, run_step: Callable[[str], None]) -> None: ...


DEPLOYMENT = PipelineDeployment("id", "first", "training", StackSnapshot("default", {}), (), "/")


@pytest.mark.parametrize(
    "call",
    [
        lambda bare: bare.add_schedule(DEPLOYMENT),
        lambda bare: bare.list_schedules(),
        lambda bare: bare.pause_schedule("nightly", is_paused=True),
        lambda bare: bare.delete_schedule("nightly"),
        lambda bare: bare.scheduler,
        lambda bare: bare.start_scheduler(),
        lambda bare: bare.stop_scheduler(),
    ],
)
def test_an_orchestrator_without_schedules_says_so(call: Callable[[BareOrchestrator], object]) -> None:
    with pytest.raises(ConfigurationError) as refused:
        call(BareOrchestrator(name="plain"))
    assert str(refused.value) == (
        "orchestrator 'plain' of flavor 'bare' has no schedules"
        " (choose a stack with an orchestrator that has, or let a scheduler of your own start the script)"
    )
