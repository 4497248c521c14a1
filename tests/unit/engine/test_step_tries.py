from __future__ import annotations

from zenml.engine.step_body import Outcome, failed
from zenml.engine.step_tries import with_retries
from zenml.models.deployment import StepDeployment
from zenml.models.step_settings import StepRetry


class _Clock:
    """Wait by noting how long; says that the run is to end once ``patience`` is used up."""

    def __init__(self, patience: float = float("inf")) -> None:
        self.pauses: list[float] = []
        self._patience = patience

    def wait(self, seconds: float) -> bool:
        self.pauses.append(seconds)
        return sum(self.pauses) > self._patience


def _step(max_retries: int, retry_on: tuple[type[BaseException], ...] = (Exception,)) -> StepDeployment:
    retry = StepRetry(max_retries, delay_seconds=1.0, backoff=3.0, retry_on=retry_on)
    return StepDeployment("train", "steps:train", "digest", retry=retry)


def test_a_step_is_tried_until_it_succeeds_with_longer_and_longer_pauses() -> None:
    clock, said = _Clock(), list[str]()
    outcomes = [failed(OSError("one")), failed(OSError("two")), Outcome({})]
    outcome = with_retries(_step(5), lambda number: outcomes[number - 1], clock.wait, said.append)
    assert (outcome.error, clock.pauses) == (None, [1.0, 3.0])
    assert said == [
        "Step train has failed, attempt 1 of 6: OSError: one; next in 1.00s.",
        "Step train has failed, attempt 2 of 6: OSError: two; next in 3.00s.",
    ]


def test_the_last_failure_counts_when_no_attempt_is_left() -> None:
    outcome = with_retries(_step(2), lambda number: failed(OSError(str(number))), _Clock().wait, lambda _: None)
    assert str(outcome.error) == "3"


def test_a_failure_of_another_class_is_not_tried_again() -> None:
    clock = _Clock()
    step = _step(5, (ConnectionError, TimeoutError))
    with_retries(step, lambda _: failed(ValueError("wrong for ever")), clock.wait, lambda _: None)
    assert clock.pauses == []


def test_what_a_person_stopped_is_not_tried_again() -> None:
    clock, step = _Clock(), _step(5, (BaseException,))
    with_retries(step, lambda _: failed(KeyboardInterrupt()), clock.wait, lambda _: None)
    assert clock.pauses == []


def test_a_run_that_is_to_end_ends_the_waiting() -> None:
    clock = _Clock(patience=2.0)
    with_retries(_step(5), lambda _: failed(OSError("away")), clock.wait, lambda _: None)
    assert clock.pauses == [1.0, 3.0]
