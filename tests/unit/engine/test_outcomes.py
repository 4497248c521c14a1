from __future__ import annotations

import pytest

from zenml.engine.outcomes import error_text, left_undone, run_outcome, state_after
from zenml.enums import ExecutionStatus
from zenml.errors import StepFailedError
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
    assert left_undone(steps) == ["c"]


def test_a_failure_counts_more_than_a_crash_and_a_crash_more_than_a_stop() -> None:
    assert run_outcome([_step("a", 0, _STOPPED), _step("b", 1, _CRASHED), _step("c", 2, _FAILED)]) is _FAILED
    assert run_outcome([_step("a", 0, _STOPPED), _step("b", 1, _CRASHED)]) is _CRASHED


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (KeyboardInterrupt(), _STOPPED),
        (SystemExit(143), _STOPPED),
        (SystemExit(130), _STOPPED),
        (SystemExit(1), _FAILED),
        (SystemExit(), _FAILED),
        (ValueError("bad"), _FAILED),
    ],
    ids=repr,
)
def test_being_asked_to_end_stops_and_everything_else_fails(error: BaseException, status: ExecutionStatus) -> None:
    assert state_after(error) is status


def test_a_record_keeps_type_and_message() -> None:
    assert error_text(ValueError("bad value")) == "ValueError: bad value"
    assert error_text(KeyboardInterrupt()) == "KeyboardInterrupt"
    assert error_text(StepFailedError("step 's' of run 'r' failed: ValueError: bad", hint="look")) == (
        "step 's' of run 'r' failed: ValueError: bad"
    )
