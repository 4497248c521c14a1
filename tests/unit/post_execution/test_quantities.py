from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from zenml.post_execution.quantities import duration, timestamp


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, ""),
        (0.0, "0.00 s"),
        (0.4249, "0.42 s"),
        (59.994, "59.99 s"),
        (59.996, "1 min 00 s"),
        (125, "2 min 05 s"),
        (3599.7, "1 h 00 min"),
        (3725, "1 h 02 min"),
        (360_000, "100 h 00 min"),
    ],
)
def test_durations_read_as_people_say_them(seconds: float | None, text: str) -> None:
    assert duration(seconds) == text


def test_times_are_utc() -> None:
    berlin = timezone(timedelta(hours=1))
    assert timestamp(datetime(2026, 11, 22, 18, 12, 3, 999, tzinfo=berlin)) == "2026-11-22T17:12:03+00:00"
