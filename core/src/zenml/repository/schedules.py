"""Reach the orchestrator that keeps schedules."""

from __future__ import annotations

from typing import cast

from zenml.enums import StackComponentType
from zenml.orchestrators import BaseOrchestrator
from zenml.repository.context import Context
from zenml.repository.live import live_component


def orchestrator_with_schedules(context: Context, name: str | None = None) -> BaseOrchestrator:
    """Return an orchestrator, without a name the active stack's.

    Raises:
        NotFoundError: there is no such orchestrator.
    """
    return cast("BaseOrchestrator", live_component(context, StackComponentType.ORCHESTRATOR, name))
