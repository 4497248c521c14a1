"""Try a step again, as often and as late as its author said."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from zenml.engine.outcomes import error_text, is_stop
from zenml.engine.progress import duration
from zenml.engine.step_body import Outcome
from zenml.models.deployment import StepDeployment


def with_retries(
    step: StepDeployment,
    attempt: Callable[[int], Outcome],
    pause: Callable[[float], bool],
    say: Callable[[str], None],
) -> Outcome:
    """Return what the last attempt came to: one that succeeds, or fails as no other would mend, or with none left.

    Args:
        step: says how often, how late, and after which failures.
        attempt: makes the attempt with this number, the first being 1.
        pause: waits for so many seconds; true if the run is to end meanwhile.
        say: tells whoever watches.
    """
    for number in range(1, step.retry.max_retries + 1):
        outcome = attempt(number)
        if outcome.error is None or not _is_worth_another(step, outcome.error, outcome.error_classes):
            return outcome
        seconds = step.retry.delay_before(number)
        left = f"attempt {number} of {step.retry.max_retries + 1}"
        say(f"Step {step.name} has failed, {left}: {error_text(outcome.error)}; next in {duration(seconds)}.")
        if pause(seconds):
            return outcome
    return attempt(step.retry.max_retries + 1)


def _is_worth_another(step: StepDeployment, error: BaseException, classes: Sequence[str]) -> bool:
    return not is_stop(error) and step.retry.is_worth_retrying(classes)
