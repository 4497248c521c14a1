from __future__ import annotations

import logging
from typing import cast

import pytest

from zenml.engine.context import StepContext
from zenml.engine.hooks import call_hook


class _Context(StepContext):
    def __init__(self) -> None:
        self.step_name = "train"


CONTEXT = _Context()
ERROR = ValueError("wrong")
heard: list[object] = []


def _everything(failure: BaseException, context: StepContext) -> None:
    heard.extend([failure, context])


def _perhaps(failure: Exception | None) -> None:
    heard.append(failure)


def _nothing() -> None:
    heard.append("called")


def _with_default(times: int = 2) -> None:
    heard.append(times)


@pytest.mark.parametrize(
    ("hook", "expected"),
    [(_everything, [ERROR, CONTEXT]), (_perhaps, [ERROR]), (_nothing, ["called"]), (_with_default, [2])],
)
def test_a_hook_gets_what_its_annotations_ask_for(hook: object, expected: list[object]) -> None:
    heard.clear()
    call_hook(cast("type", hook), CONTEXT, ERROR)
    assert heard == expected


def test_a_hook_of_success_gets_no_exception() -> None:
    heard.clear()
    call_hook(_perhaps, CONTEXT, None)
    assert heard == [None]


def test_a_hook_that_raises_is_logged_and_that_is_all(caplog: pytest.LogCaptureFixture) -> None:
    def broken(context: StepContext) -> None:
        raise KeyError(context.step_name)

    with caplog.at_level(logging.WARNING):
        call_hook(broken, CONTEXT, None)
    name = f"{test_a_hook_that_raises_is_logged_and_that_is_all.__name__}.<locals>.broken"
    assert [record.getMessage() for record in caplog.records] == [
        f"Hook {name} of step 'train' raised KeyError: 'train'"
    ]
