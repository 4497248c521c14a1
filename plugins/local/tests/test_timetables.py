"""When a schedule is due: daylight saving, intervals, begin and end, and what was missed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from itertools import islice, pairwise, takewhile
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import tzlocal
from hypothesis import given
from hypothesis import strategies as st

from zenml.errors import ConfigurationError
from zenml.models.schedule import Schedule
from zenml_local import timetables
from zenml_local.timetables import GRACE, Timetable, with_time_zone

BERLIN = ZoneInfo("Europe/Berlin")
# The clocks of Berlin went from 2:00 to 3:00 on 29 March 2026, and go from 3:00 to 2:00 on 25 October.
SPRING, AUTUMN = datetime(2026, 3, 29, tzinfo=BERLIN), datetime(2026, 10, 25, tzinfo=BERLIN)
NOON = datetime(2026, 6, 1, 12, tzinfo=timezone.utc)
SECOND = timedelta(seconds=1)


def utc(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=timezone.utc)  # type: ignore[arg-type, misc]  # year to second


def first(count: int, created: datetime, schedule: Schedule) -> list[datetime]:
    return list(islice(Timetable(schedule, created).slots_after(created), count))


def in_berlin(cron: str) -> Schedule:
    return Schedule(cron=cron, time_zone="Europe/Berlin")


def test_a_cron_expression_is_read_in_its_time_zone() -> None:
    assert first(2, NOON, in_berlin("0 3 * * *")) == [utc(2026, 6, 2, 1), utc(2026, 6, 3, 1)]


def test_a_time_that_is_skipped_in_spring_is_due_once_when_the_clocks_have_jumped() -> None:
    slots = [utc(2026, 3, 29, 1), utc(2026, 3, 30, 0, 30), utc(2026, 3, 31, 0, 30)]
    assert first(3, SPRING, in_berlin("30 2 * * *")) == slots


def test_several_times_that_are_skipped_are_one_slot() -> None:
    slots = [utc(2026, 3, 29, 1), utc(2026, 3, 29, 1, 30), utc(2026, 3, 30, 0)]
    assert first(3, SPRING, in_berlin("0,30 2,3 * * *")) == slots


def test_a_time_that_comes_twice_in_autumn_is_due_the_first_time() -> None:
    slots = [utc(2026, 10, 25, 0, 30), utc(2026, 10, 26, 1, 30)]
    assert first(2, AUTUMN, in_berlin("30 2 * * *")) == slots


@pytest.mark.parametrize("minutes", range(0, 180, 7))
def test_a_time_that_comes_twice_is_the_same_slot_whenever_one_looks(minutes: int) -> None:
    slots = [utc(2026, 10, 25, 0, 30), utc(2026, 10, 26, 1, 30)]
    moment = utc(2026, 10, 24, 23) + timedelta(minutes=minutes)
    timetable = Timetable(in_berlin("30 2 * * *"), AUTUMN)
    assert next(timetable.slots_after(moment)) == (slots[0] if moment < slots[0] else slots[1])


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_every_hour_means_time_that_really_passes(day: datetime) -> None:
    slots = first(6, day, in_berlin("15 * * * *"))
    assert {later - earlier for earlier, later in pairwise(slots)} == {timedelta(hours=1)}


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_an_interval_means_time_that_really_passes(day: datetime) -> None:
    slots = first(4, day, Schedule(interval=3600))
    assert [slot - day.astimezone(timezone.utc) for slot in slots] == [timedelta(hours=hour) for hour in (1, 2, 3, 4)]


def test_an_interval_is_counted_from_the_start_time_which_is_a_slot() -> None:
    start = NOON + 10 * SECOND
    assert first(2, NOON, Schedule(interval=7, start_time=start)) == [start, start + 7 * SECOND]


def test_an_interval_is_aligned_to_a_start_time_long_ago() -> None:
    schedule = Schedule(interval=3600, start_time=utc(2020, 1, 1, 0, 15))
    assert first(2, NOON, schedule) == [utc(2026, 6, 1, 12, 15), utc(2026, 6, 1, 13, 15)]


def test_nothing_is_due_before_the_start_or_after_the_end() -> None:
    schedule = Schedule(cron="0 12 * * *", time_zone="UTC", start_time=utc(2026, 6, 3), end_time=utc(2026, 6, 5, 12))
    assert first(9, NOON, schedule) == [utc(2026, 6, day, 12) for day in (3, 4, 5)]


def test_an_interval_beyond_the_calendar_ends() -> None:
    assert first(1, NOON, Schedule(interval=timedelta(days=9_000_000))) == []


@pytest.mark.parametrize("catchup", [True, False])
def test_a_slot_is_due_at_its_very_moment(catchup: bool) -> None:
    timetable = Timetable(Schedule(interval=10, catchup=catchup), NOON)
    slot = NOON + 10 * SECOND
    moments = [slot - timedelta.resolution, slot, slot + SECOND]
    assert [timetable.due_slot(None, moment) for moment in moments] == [None, slot, slot]


def test_with_catchup_missed_slots_are_due_in_order() -> None:
    timetable = Timetable(Schedule(interval=10, catchup=True), NOON)
    late = NOON + 35 * SECOND
    started: list[datetime] = []
    while slot := timetable.due_slot(started[-1] if started else None, late):
        started.append(slot)
    assert started == [NOON + number * SECOND for number in (10, 20, 30)]


def test_with_catchup_slots_since_a_start_time_in_the_past_are_missed_ones() -> None:
    schedule = Schedule(interval=3600, start_time=NOON - timedelta(hours=2), catchup=True)
    assert Timetable(schedule, NOON).due_slot(None, NOON) == NOON - timedelta(hours=2)


def test_what_was_due_during_a_pause_is_not_missed() -> None:
    schedule = Schedule(interval=10, start_time=NOON, catchup=True)
    resumed = NOON + 35 * SECOND
    timetable = Timetable(schedule, NOON - SECOND, since=resumed)
    assert timetable.due_slot(NOON, resumed) is None
    assert timetable.next_slot(NOON, resumed) == NOON + 40 * SECOND


def test_without_catchup_only_the_newest_is_due() -> None:
    timetable = Timetable(Schedule(interval=10), NOON)
    assert timetable.due_slot(None, NOON + 35 * SECOND) == NOON + 30 * SECOND


@pytest.mark.parametrize(("late", "is_due"), [(GRACE, True), (GRACE + timedelta.resolution, False)])
def test_without_catchup_a_slot_is_missed_after_a_minute(late: timedelta, is_due: bool) -> None:
    timetable = Timetable(Schedule(interval=3600), NOON)
    slot = NOON + timedelta(hours=1)
    assert timetable.due_slot(None, slot + late) == (slot if is_due else None)


@pytest.mark.parametrize(("catchup", "slot"), [(True, 20), (False, 40)])
def test_the_next_slot_is_overdue_only_with_catchup(catchup: bool, slot: int) -> None:
    timetable = Timetable(Schedule(interval=10, catchup=catchup), NOON)
    assert timetable.next_slot(NOON + 10 * SECOND, NOON + 35 * SECOND) == NOON + slot * SECOND


SCHEDULES: list[Mapping[str, Any]] = [
    {"interval": 40},
    {"interval": 5000, "start_time": SPRING},
    {"cron": "30 2 * * *"},
    {"cron": "0,30 1-3 * * *"},
    {"cron": "*/20 * * * *"},
    {"cron": "15 */2 * * *"},
]


@given(
    st.sampled_from(SCHEDULES),
    st.booleans(),
    st.sampled_from([SPRING, AUTUMN]),
    st.lists(st.integers(-4000, 4000), max_size=30),
)
def test_no_slot_is_ever_due_twice_wherever_the_clock_jumps(
    fields: Mapping[str, Any], catchup: bool, day: datetime, jumps: list[int]
) -> None:
    timetable = Timetable(Schedule(**{"time_zone": "Europe/Berlin", "catchup": catchup, **fields}), day)
    now, started = day.astimezone(timezone.utc), list[datetime]()
    for jump in jumps:
        now += jump * SECOND
        while slot := timetable.due_slot(started[-1] if started else None, now):
            assert slot <= now
            started.append(slot)
    assert started == sorted(set(started))


@given(st.sampled_from(SCHEDULES), st.sampled_from([SPRING, AUTUMN]), st.lists(st.integers(0, 4000), max_size=30))
def test_with_catchup_no_slot_is_left_out(fields: Mapping[str, Any], day: datetime, waits: list[int]) -> None:
    timetable = Timetable(Schedule(**{"time_zone": "Europe/Berlin", "catchup": True, **fields}), day)
    now, started = day.astimezone(timezone.utc), list[datetime]()
    for wait in [0, *waits]:
        now += wait * SECOND
        while slot := timetable.due_slot(started[-1] if started else None, now):
            started.append(slot)
    assert started == list(takewhile(lambda slot: slot <= now, timetable.slots_after(timetable.begins_after)))


@pytest.mark.parametrize(
    ("cron", "problem"),
    [
        ("61 * * * *", "bad minute"),
        ("0 3 30 2 *", "bad day-of-month"),
        ("0 3 * * WAT", "bad day-of-week"),
        ("0 3 - * *", "bad day-of-month"),
    ],
)
def test_a_cron_expression_that_means_nothing_is_refused(cron: str, problem: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        Timetable(in_berlin(cron), NOON)
    assert str(refused.value) == (
        f"the cron expression {cron!r} is not valid: {problem} (write minute hour day-of-month month day-of-week)"
    )


def test_a_cron_expression_without_time_zone_gets_the_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    tzlocal.reload_localzone()
    try:
        found = with_time_zone(Schedule(cron="0 3 * * *")).time_zone
    finally:
        monkeypatch.delenv("TZ")
        tzlocal.reload_localzone()
    assert found == "Asia/Tokyo"


@pytest.mark.parametrize("schedule", [Schedule(interval=5), in_berlin("0 3 * * *")])
def test_nothing_else_asks_the_machine_for_its_time_zone(schedule: Schedule) -> None:
    assert with_time_zone(schedule) is schedule


def test_a_machine_that_does_not_name_its_time_zone_cannot_lend_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timetables, "get_localzone_name", lambda: None)
    with pytest.raises(ConfigurationError, match="this machine does not name the time zone that it is in"):
        with_time_zone(Schedule(cron="0 3 * * *"))
