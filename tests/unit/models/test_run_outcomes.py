from __future__ import annotations

import pytest

from zenml.enums import ExecutionStatus
from zenml.models.run_outcomes import gravest_failure, run_outcome, unfinished_steps
from zenml.models.runs import StepRecord

_INITIALIZING, _RUNNING, _COMPLETED, _CACHED, _FAILED, _STOPPED, _CRASHED, _SKIPPED = ExecutionStatus


def _chain(*states: ExecutionStatus) -> list[StepRecord]:
    """Return steps s0, s1, …, each waiting for the one before."""
    return [_step(f"s{n}", n, status, (f"s{n - 1}",) if n else ()) for n, status in enumerate(states)]


def _step(name: str, position: int, status: ExecutionStatus, upstream: tuple[str, ...] = ()) -> StepRecord:
    return StepRecord(
        id=name,
        run_id="r",
        name=name,
        position=position,
        status=status,
        source="",
        entrypoint_name=name,
        upstream=upstream,
    )


@pytest.mark.parametrize(
    ("states", "outcome"),
    [
        ((_COMPLETED, _COMPLETED), _COMPLETED),
        ((_CACHED, _CACHED), _CACHED),
        ((_CACHED, _COMPLETED), _COMPLETED),
        ((), _COMPLETED),
        ((_COMPLETED, _RUNNING), None),
        ((_COMPLETED, _INITIALIZING), None),
        ((_FAILED, _INITIALIZING, _INITIALIZING), _FAILED),
        ((_COMPLETED, _STOPPED), _STOPPED),
        ((_COMPLETED, _CRASHED, _SKIPPED), _CRASHED),
        ((_COMPLETED, _SKIPPED, _SKIPPED), _COMPLETED),
        ((_CACHED, _SKIPPED), _COMPLETED),
        ((_COMPLETED, _SKIPPED, _INITIALIZING), None),
    ],
    ids=str,
)
def test_a_run_ends_as_its_steps_do_once_none_runs_or_may_start(
    states: tuple[ExecutionStatus, ...], outcome: ExecutionStatus | None
) -> None:
    assert run_outcome(_chain(*states)) is outcome


def test_a_failed_run_is_not_over_while_another_branch_may_go_on() -> None:
    steps = [_step("a", 0, _FAILED), _step("b", 1, _INITIALIZING, ("a",)), _step("c", 2, _INITIALIZING)]
    assert run_outcome(steps) is None
    assert unfinished_steps(steps) == [steps[2]]


def test_a_failure_counts_more_than_a_crash_and_a_crash_more_than_a_stop() -> None:
    assert run_outcome([_step("a", 0, _STOPPED), _step("b", 1, _CRASHED), _step("c", 2, _FAILED)]) is _FAILED
    assert run_outcome([_step("a", 0, _STOPPED), _step("b", 1, _CRASHED)]) is _CRASHED


def test_the_gravest_failure_decides_and_the_first_of_those() -> None:
    steps = [_step("a", 0, _CRASHED), _step("b", 1, _FAILED), _step("c", 2, _FAILED), _step("d", 3, _SKIPPED)]
    assert gravest_failure(steps) == steps[1]
