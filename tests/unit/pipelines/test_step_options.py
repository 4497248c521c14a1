from __future__ import annotations

from typing import cast

import pytest

from zenml import pipeline, step
from zenml.errors import UsageError
from zenml.pipelines.option_checks import option_faults
from zenml.steps import BaseStep, ResourceConfiguration, StepRetry


@step(retry=2, timeout_seconds=5)
def train(rows: int) -> int:
    return rows


def test_options_are_changed_in_a_copy() -> None:
    patient = train.with_options(timeout_seconds=60, resources=ResourceConfiguration(cpu_count=4))
    assert (train.timeout_seconds, patient.timeout_seconds, patient.retry) == (5, 60, 2)
    assert patient.resources == ResourceConfiguration(cpu_count=4)
    assert patient.entrypoint(3) == 3


def test_an_option_that_does_not_exist_is_refused_with_the_one_that_was_meant() -> None:
    with pytest.raises(UsageError) as caught:
        train.with_options(timeout_second=1)  # type: ignore[call-arg]  # as a user may
    assert str(caught.value) == "step 'train' has no option 'timeout_second' (did you mean 'timeout_seconds'?)"


@pytest.mark.parametrize(
    ("option", "value", "problem"),
    [
        ("timeout_seconds", 0, "its timeout_seconds is 0"),
        ("timeout_seconds", "1", "its timeout_seconds is '1'"),
        ("retry", -1, "its retry is -1"),
        ("retry", True, "its retry is True"),
        ("retry", StepRetry(delay_seconds=-1), "its retry is"),
        ("retry", StepRetry(retry_on=(int,)), "its retry is"),  # type: ignore[arg-type]  # as a user may
        ("resources", {"cpu_count": 1}, "its resources are {'cpu_count': 1}"),
        ("on_failure", "tell", "its on_failure is 'tell'"),
    ],
)
def test_a_value_that_means_nothing_is_a_fault(option: str, value: object, problem: str) -> None:
    (fault,) = option_faults(cast("BaseStep", train).configured(**{option: value}))
    assert fault.problem.startswith(problem)


def test_values_that_mean_something_are_none() -> None:
    assert not list(option_faults(train.with_options(retry=StepRetry(3, 0, 1.5, (OSError,)), on_failure=print)))


def _tell(error: BaseException) -> None:
    raise error


def test_a_hook_of_a_class_body_stays_the_function_that_it_was() -> None:
    class Trainer(BaseStep):
        on_failure = _tell
        on_success = staticmethod(_tell)

        def entrypoint(self) -> int:
            return 1

    executable = Trainer().executable()
    assert (executable.on_failure, executable.on_success) == (_tell, _tell)


def test_a_failure_mode_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UsageError, match="there is no failure mode 'go_on'"):
        pipeline(failure_mode="go_on")
