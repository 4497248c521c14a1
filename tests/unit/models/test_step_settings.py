from __future__ import annotations

import pytest

from zenml.models.step_settings import StepRetry, is_duration


def test_each_retry_waits_longer_than_the_one_before() -> None:
    retry = StepRetry(max_retries=3, delay_seconds=2, backoff=3)
    assert [retry.delay_before(number) for number in (1, 2, 3)] == [2.0, 6.0, 18.0]


def test_a_failure_is_worth_retrying_if_it_or_a_base_of_it_is_named() -> None:
    classes = ["builtins:ConnectionError", "builtins:OSError", "builtins:Exception"]
    assert StepRetry(retry_on=(OSError,)).is_worth_retrying(classes)
    assert StepRetry().is_worth_retrying(classes)
    assert not StepRetry(retry_on=("builtins:ValueError",)).is_worth_retrying(classes)
    assert not StepRetry().is_worth_retrying(["builtins:KeyboardInterrupt", "builtins:BaseException"])


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(1, True), (0.5, True), (0, False), (-1, False), (True, False), (float("inf"), False), ("1", False)],
)
def test_a_timeout_is_a_positive_number(seconds: object, expected: bool) -> None:
    assert is_duration(seconds) is expected
