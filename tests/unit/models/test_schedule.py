from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from zenml import Schedule
from zenml.errors import ConfigurationError
from zenml.models.schedule import schedule_from

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 6, 1, 12, tzinfo=timezone.utc)
WHOLE = Schedule(
    interval=90, start_time=NOON, end_time=NOON + timedelta(days=1), time_zone="Europe/Berlin", catchup=True, name="hot"
)


def test_a_schedule_is_plain_data() -> None:
    assert WHOLE.to_plain() == {
        "interval": 90.0,
        "start_time": "2026-06-01T12:00:00+00:00",
        "end_time": "2026-06-02T12:00:00+00:00",
        "time_zone": "Europe/Berlin",
        "catchup": True,
        "name": "hot",
    }


@pytest.mark.parametrize("schedule", [WHOLE, Schedule(cron="0 3 * * *")])
def test_a_schedule_survives_plain_data(schedule: Schedule) -> None:
    assert schedule_from(schedule.to_plain()) == schedule


def test_a_configuration_file_may_name_a_cron_expression_alone() -> None:
    assert schedule_from("0 3 * * *") == Schedule(cron="0 3 * * *")


def test_a_schedule_is_passed_on_as_it_is() -> None:
    assert schedule_from(WHOLE) is WHOLE


def test_an_interval_is_a_number_of_seconds_or_a_duration() -> None:
    assert Schedule(interval=90).interval == Schedule(interval=timedelta(minutes=1.5)).interval == timedelta(seconds=90)


def test_a_time_without_zone_is_read_in_the_schedules_own() -> None:
    schedule = Schedule(cron="0 3 * * *", start_time=datetime(2026, 6, 1, 12), time_zone="Europe/Berlin")
    assert schedule.start_time == datetime(2026, 6, 1, 12, tzinfo=BERLIN)


def test_a_time_without_any_zone_is_read_in_the_machines() -> None:
    schedule = Schedule(cron="0 3 * * *", start_time=datetime(2026, 6, 1, 12))
    assert schedule.start_time == datetime(2026, 6, 1, 12).astimezone()


def test_a_time_may_be_text() -> None:
    times = ["2026-06-01T12:00:00Z", "2026-06-01T12:00:00+00:00", "2026-06-01T14:00:00", NOON]
    read = [schedule_from({"interval": 1, "start_time": time, "time_zone": "Europe/Berlin"}) for time in times]
    assert [schedule.start_time for schedule in read] == [NOON] * 4


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        (Schedule(cron="0 3 * * *"), "0 3 * * *"),
        (Schedule(cron="0 3 * * *", time_zone="Europe/Berlin"), "0 3 * * * (Europe/Berlin)"),
        (Schedule(interval=5400), "every 1:30:00"),
    ],
)
def test_a_schedule_is_described_for_people(schedule: Schedule, words: str) -> None:
    assert schedule.words == words


CHOICE = 'give one of the two: Schedule(cron="0 3 * * *") or Schedule(interval=3600)'
FIELDS = "write five fields: minute hour day-of-month month day-of-week"
SECONDS = "write a timedelta or a number of seconds, at least 1"
LATER = "let it end later"
UNKNOWN = "which this machine does not know"
EARLIER = NOON - timedelta(days=1)
ZONE = "write a name such as Europe/Berlin; if no name is known, pip install tzdata"


@pytest.mark.parametrize(
    ("fields", "problem", "remedy"),
    [
        ({}, "it has neither cron nor interval", CHOICE),
        ({"cron": "0 3 * * *", "interval": 5}, "it has both", CHOICE),
        ({"cron": "0 3 * *"}, "its cron expression is '0 3 * *'", FIELDS),
        ({"cron": 5}, "its cron expression is 5", FIELDS),
        ({"interval": 0.5}, "its interval is 0.5", SECONDS),
        ({"interval": True}, "its interval is True", SECONDS),
        ({"interval": float("nan")}, "its interval is nan", SECONDS),
        ({"interval": 1e300}, "its interval is 1e+300", SECONDS),
        ({"interval": "5"}, "its interval is '5'", SECONDS),
        ({"interval": 5, "catchup": "no"}, "its catchup is 'no'", "write True or False"),
        ({"interval": 5, "name": 7}, "its name is 7", "write a text"),
        ({"interval": 5, "start_time": 7}, "its start_time is 7", "write a datetime"),
        (
            {"interval": 5, "start_time": "soon"},
            "its start_time is 'soon'",
            "write a time such as 2026-03-01T09:00:00+01:00",
        ),
        ({"interval": 5, "start_time": NOON, "end_time": EARLIER}, "its end_time is before its start_time", LATER),
        ({"interval": 5, "time_zone": "Europe/Atlantis"}, f"its time_zone is 'Europe/Atlantis', {UNKNOWN}", ZONE),
        ({"interval": 5, "time_zone": "../zone"}, f"its time_zone is '../zone', {UNKNOWN}", ZONE),
        ({"interval": 5, "time_zone": "Europe"}, f"its time_zone is 'Europe', {UNKNOWN}", ZONE),
        ({"intervall": 5}, "it has no field 'intervall'", "did you mean 'interval'?"),
    ],
)
def test_what_means_nothing_is_refused_in_one_line(fields: dict[str, Any], problem: str, remedy: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        schedule_from(fields)
    assert str(refused.value) == f"the schedule is not valid: {problem} ({remedy})"


def test_what_is_no_mapping_is_no_schedule() -> None:
    with pytest.raises(ConfigurationError) as refused:
        schedule_from(["0 3 * * *"])
    assert str(refused.value) == "['0 3 * * *'] is no schedule (write a mapping such as {cron: '0 3 * * *'})"


def test_a_name_that_no_file_could_bear_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="'a/b' is not a valid schedule name"):
        Schedule(interval=5, name="a/b")
