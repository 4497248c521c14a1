"""Describe what an experiment tracker was told, as it can be read back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Metric:
    """Describe one value of one metric, at one moment of a step."""

    step_name: str
    """The step of the pipeline that logged it."""
    name: str
    value: float
    """Perhaps not finite."""
    step: int | None
    """The training step that it belongs to, an epoch say."""
    time: datetime
    """UTC."""
