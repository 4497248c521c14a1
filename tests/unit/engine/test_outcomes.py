from __future__ import annotations

import pytest

from zenml.engine.outcomes import error_text, state_after
from zenml.enums import ExecutionStatus
from zenml.errors import StepFailedError

_FAILED, _STOPPED = ExecutionStatus.FAILED, ExecutionStatus.STOPPED


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
