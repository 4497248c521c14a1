"""Know the slots of a schedule: the moments at which it is due, in UTC."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from itertools import count, takewhile
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError
from tzlocal import get_localzone_name

from zenml.errors import ConfigurationError
from zenml.models.schedule import Schedule

GRACE = timedelta(minutes=1)
"""How late a slot of a schedule without ``catchup`` may begin before it counts as missed."""

_LOCAL_ZONE = Path("/etc/localtime")
_INSTANT = timedelta.resolution


class Timetable:
    """Know the slots of one schedule.

    A cron expression means what it means to Debian's cron, also when the clocks change: a fixed time that is skipped
    is due when the clocks have jumped, one that comes twice is due the first time; with ``*`` at the begin of minute
    or hour, what counts is the time that really passes. Intervals count that time anyway.

    Raises:
        ConfigurationError: the cron expression means nothing.
    """

    def __init__(self, schedule: Schedule, created: datetime, since: datetime | None = None) -> None:
        self._schedule = schedule
        self._created = created
        self._since = since or created
        if schedule.cron is not None:
            self._check(schedule.cron)

    @property
    def begins_after(self) -> datetime:
        """Return the moment after which the first slot is.

        That of the creation, or later. Only a schedule with ``catchup`` begins with its ``start_time`` even if that was
        before, unless it rested since.
        """
        start = self._schedule.start_time
        if start is None:
            return self._since
        is_from_start = start > self._since or (self._schedule.catchup and self._since == self._created)
        return start.astimezone(timezone.utc) - _INSTANT if is_from_start else self._since

    def slots_after(self, moment: datetime) -> Iterator[datetime]:
        """Return the slots later than a moment, in their order and each once."""
        moment = max(moment, self.begins_after).astimezone(timezone.utc)
        slots = self._cron_slots(moment) if self._schedule.cron is not None else self._intervals(moment)
        end = self._schedule.end_time
        return slots if end is None else takewhile(lambda slot: slot <= end, slots)

    def due_slot(self, last: datetime | None, now: datetime) -> datetime | None:
        """Return the slot that is to be started now, if there is one.

        With ``catchup`` that is the first after the last one that was started; without, the newest since then, unless
        it was missed by more than ``GRACE``. Nothing before the last one is ever due again, wherever the clock jumps.
        """
        since = last or self.begins_after
        if not self._schedule.catchup:
            since = max(since, now - GRACE - _INSTANT)
        due = takewhile(lambda slot: slot <= now, self.slots_after(since))
        if self._schedule.catchup:
            return next(due, None)
        return next(iter(deque(due, maxlen=1)), None)

    def next_slot(self, last: datetime | None, now: datetime) -> datetime | None:
        """Return the slot that is to be started next; with ``catchup`` it may be overdue."""
        since = last or self.begins_after
        return next(self.slots_after(since if self._schedule.catchup else max(since, now)), None)

    def _intervals(self, moment: datetime) -> Iterator[datetime]:
        start, interval = self._schedule.start_time, self._schedule.interval
        assert isinstance(interval, timedelta)
        anchor = (start or self._created).astimezone(timezone.utc)
        first = max((moment - anchor) // interval + 1, 0 if start else 1)
        try:
            for number in count(first):
                yield anchor + number * interval
        except OverflowError:  # the end of the calendar
            return

    def _cron_slots(self, moment: datetime) -> Iterator[datetime]:
        last = moment
        for slot in CronSim(self._schedule.cron or "", moment.astimezone(self._zone)):
            in_utc = slot.astimezone(timezone.utc)
            if in_utc > last:  # several skipped times are one slot, and a repeated one is in the past
                last = in_utc
                yield in_utc

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self._schedule.time_zone or "UTC")

    def _check(self, cron: str) -> None:
        try:
            CronSim(cron, self._created.astimezone(self._zone))
        except CronSimError as error:
            reason = f"the cron expression {cron!r} is not valid: {str(error)[:1].lower()}{str(error)[1:]}"
            raise ConfigurationError(reason, hint="write minute hour day-of-month month day-of-week") from error


def with_time_zone(schedule: Schedule) -> Schedule:
    """Return a schedule whose cron expression is read in a named time zone: without one of its own, the machine's.

    Raises:
        ConfigurationError: the machine does not say by name in which zone it is.
    """
    if schedule.cron is None or schedule.time_zone is not None:
        return schedule
    try:
        name = get_localzone_name()
    except ZoneInfoNotFoundError:  # several files contradict each other
        name = None
    if not name and _LOCAL_ZONE.exists():
        raise ConfigurationError(
            "this machine does not name the time zone that it is in",
            hint='give it to the schedule: Schedule(cron=…, time_zone="Europe/Berlin")',
        )
    return replace(schedule, time_zone=name or "UTC")
