"""Connect steps to pipelines, and run these on the active stack."""

from zenml.models.schedule import Schedule
from zenml.pipelines.decorators import pipeline

__all__ = ["Schedule", "pipeline"]
