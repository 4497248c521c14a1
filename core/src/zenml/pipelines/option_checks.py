"""Check the options of a step that say how it is run."""

from __future__ import annotations

import math
from collections.abc import Iterator

from zenml.models.step_settings import ResourceConfiguration, StepRetry, is_duration
from zenml.steps.base_step import BaseStep
from zenml.steps.signature import Fault


def option_faults(step: BaseStep) -> Iterator[Fault]:
    """Yield the options whose values mean nothing."""
    if step.timeout_seconds is not None and not is_duration(step.timeout_seconds):
        yield Fault(f"its timeout_seconds is {step.timeout_seconds!r}", "write a number of seconds above 0, or None")
    if not _is_retry(step.retry):
        yield Fault(f"its retry is {step.retry!r}", "write a number from 0 on, or StepRetry(max_retries=3)")
    resources: object = step.resources
    if not isinstance(resources, (ResourceConfiguration, type(None))):
        yield Fault(f"its resources are {resources!r}", "write ResourceConfiguration(cpu_count=2)")
    for name in ("on_failure", "on_success"):
        hook: object = step.hook(name)
        if hook is not None and not callable(hook):
            yield Fault(f"its {name} is {hook!r}", "name a function")


def _is_retry(said: object) -> bool:
    if not isinstance(said, StepRetry):
        return _is_count(said)
    are_numbers = _is_count(said.max_retries) and _is_measure(said.delay_seconds) and _is_measure(said.backoff)
    return are_numbers and _are_exceptions(said.retry_on)


def _is_count(said: object) -> bool:
    return isinstance(said, int) and not isinstance(said, bool) and said >= 0


def _is_measure(said: object) -> bool:
    return isinstance(said, (int, float)) and not isinstance(said, bool) and math.isfinite(said) and said >= 0


def _are_exceptions(said: object) -> bool:
    return isinstance(said, tuple) and all(isinstance(each, type) and issubclass(each, BaseException) for each in said)
