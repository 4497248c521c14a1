"""Connect steps to pipelines, and run these on the active stack."""

from zenml.pipelines.decorators import pipeline

__all__ = ["pipeline"]
