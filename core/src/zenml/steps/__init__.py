"""Write steps: decorated functions, or classes with an ``entrypoint``."""

from zenml.engine.context import StepContext
from zenml.models.step_settings import ResourceConfiguration, StepRetry
from zenml.steps.base_step import BaseStep
from zenml.steps.decorators import step
from zenml.steps.outputs import Output
from zenml.steps.parameters import BaseParameters

__all__ = ["BaseParameters", "BaseStep", "Output", "ResourceConfiguration", "StepContext", "StepRetry", "step"]
