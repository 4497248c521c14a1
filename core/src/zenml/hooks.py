"""Tell people how a step ended: hooks for ``on_failure`` and ``on_success``."""

from __future__ import annotations

from zenml.engine.context import StepContext
from zenml.engine.outcomes import error_text
from zenml.errors import ZenMLError
from zenml.redaction import redacted

__all__ = ["alerter_failure_hook", "alerter_success_hook"]


def alerter_failure_hook(context: StepContext, error: BaseException) -> None:
    """Post with the stack's alerter which step failed, and why; secrets are masked.

    Example::

        @step(on_failure=alerter_failure_hook)
        def train() -> float: ...

    Raises:
        ZenMLError: the stack has no alerter, or the message did not arrive; the engine logs it.
    """
    _post(context, f"{_subject(context)} failed: {error_text(error)}")


def alerter_success_hook(context: StepContext) -> None:
    """Post with the stack's alerter which step succeeded; otherwise as ``alerter_failure_hook``."""
    _post(context, f"{_subject(context)} succeeded")


def _subject(context: StepContext) -> str:
    return f"step {context.step_name!r} of run {context.run_name!r} of pipeline {context.pipeline_name!r}"


def _post(context: StepContext, message: str) -> None:
    alerter = context.stack.alerter  # a step that names one can only name this
    if alerter is None:
        raise ZenMLError(f"stack {context.stack.name!r} has no alerter", hint="zenml alerter flavor list")
    told = redacted(message)
    if not alerter.post(told):
        raise ZenMLError(f"alerter {alerter.name!r} could not post: {told}")
