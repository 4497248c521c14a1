"""A clock that is set while a run is under way bends neither durations nor orders, and hides nothing from the cache."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone, tzinfo
from pathlib import Path

import pytest
from workbench import Workbench, stack_in

from zenml.engine import records
from zenml.post_execution import all_runs

JUMPS = [timedelta(days=1), timedelta(days=-1), timedelta(hours=1), timedelta(hours=-1), timedelta(minutes=-5)]


class Clock:
    """Be the machine's clock, which somebody sets."""

    def __init__(self) -> None:
        self.offset = timedelta()

    def now(self, zone: tzinfo) -> datetime:
        return datetime.now(zone) + self.offset


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(records, "datetime", clock)
    return clock


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    return Workbench(stack_in(tmp_path), tmp_path / "project")


def steps_that_set(clock: Clock, jump: timedelta) -> tuple[Callable[..., object], ...]:
    def first() -> int:
        clock.offset += jump
        return 1

    def second(first: int) -> int:
        clock.offset -= 2 * jump
        return first + 1

    def third(second: int) -> int:
        return second + 1

    return first, second, third


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_durations_and_orders_are_those_of_what_happened(bench: Workbench, clock: Clock, jump: timedelta) -> None:
    began = datetime.now(timezone.utc)
    run = bench.run(*steps_that_set(clock, jump))
    most = (datetime.now(timezone.utc) - began).total_seconds()
    assert [step.name for step in run.steps] == ["first", "second", "third"]
    taken = [run.duration_seconds, *(step.duration_seconds for step in run.steps)]
    assert [seconds for seconds in taken if seconds is None or not 0 <= seconds <= most] == []
    assert run.get_step("third").output.read() == 3


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_the_newest_run_is_the_last_one_and_finds_what_earlier_ones_computed(
    bench: Workbench, clock: Clock, jump: timedelta
) -> None:
    steps = steps_that_set(clock, jump)
    bench.run(*steps)
    clock.offset += jump
    again = bench.run(*steps)
    assert [run.name for run in all_runs(bench.history)] == ["run-0", "run-1"]
    assert [step.is_cached for step in again.steps] == [True, True, True]
