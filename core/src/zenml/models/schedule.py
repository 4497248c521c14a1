"""Say when a pipeline runs again and again, as plain data."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from zenml.errors import ConfigurationError
from zenml.names import check_name, did_you_mean

_CRON_FIELDS = "minute hour day-of-month month day-of-week"
_CHOICE = 'give one of the two: Schedule(cron="0 3 * * *") or Schedule(interval=3600)'
_SHORTEST = timedelta(seconds=1)


@dataclass(frozen=True)
class Schedule:
    """Say when a pipeline runs: at the times of a cron expression, or after each interval.

    Each moment at which it is due is a *slot*, and runs once.

    Example::

        training().run(schedule=Schedule(cron="0 3 * * *", time_zone="Europe/Berlin"))

    Raises:
        ConfigurationError: a value means nothing, or two do not go together.
    """

    cron: str | None = None
    """Five fields: minute, hour, day of the month, month, day of the week."""
    interval: timedelta | float | None = None
    """Time from one slot to the next, at least a second; a number is one of seconds."""
    start_time: datetime | None = None
    """No slot is earlier; intervals are counted from it. Without time zone it is read in ``time_zone``."""
    end_time: datetime | None = None
    """No slot is later."""
    time_zone: str | None = None
    """Name such as ``Europe/Berlin``, in which cron expressions are read; without one, the machine's."""
    catchup: bool = False
    """Whether slots are made up for that passed while nothing could start them."""
    name: str | None = None
    """Without one, the pipeline's name."""

    def __post_init__(self) -> None:
        if (self.cron is None) == (self.interval is None):
            raise _fault(f"it has {'neither cron nor interval' if self.cron is None else 'both'}", _CHOICE)
        self._check_cron()
        self._set("interval", self._interval())
        self._check_name_and_zone()
        for key in ("start_time", "end_time"):
            self._set(key, self._aware(key))
        if self.start_time and self.end_time and self.end_time < self.start_time:
            raise _fault("its end_time is before its start_time", "let it end later")

    @property
    def interval_seconds(self) -> float | None:
        """Return the interval in seconds."""
        return self.interval.total_seconds() if isinstance(self.interval, timedelta) else self.interval

    @property
    def words(self) -> str:
        """Return when it is due, for people: ``0 3 * * * (Europe/Berlin)``, or ``every 1:30:00``."""
        if self.cron is None:
            return f"every {self.interval}"
        return f"{self.cron} ({self.time_zone})" if self.time_zone else self.cron

    def to_plain(self) -> dict[str, object]:
        """Return what was said as JSON knows it; ``schedule_from`` reads it."""
        plain = {
            "cron": self.cron,
            "interval": self.interval_seconds,
            "start_time": self.start_time.isoformat() if self.start_time else None,
            "end_time": self.end_time.isoformat() if self.end_time else None,
            "time_zone": self.time_zone,
            "catchup": self.catchup,
            "name": self.name,
        }
        return {key: value for key, value in plain.items() if value is not None}

    def _check_cron(self) -> None:
        """Count the fields; what may stand in them is for the orchestrator to say."""
        cron: object = self.cron
        if cron is not None and not (isinstance(cron, str) and len(cron.split()) == len(_CRON_FIELDS.split())):
            raise _fault(f"its cron expression is {cron!r}", f"write five fields: {_CRON_FIELDS}")

    def _interval(self) -> timedelta | None:
        said: object = self.interval
        if said is None:
            return None
        try:
            interval = said if isinstance(said, timedelta) else timedelta(seconds=_number(said))
        except OverflowError:
            interval = timedelta()
        if interval >= _SHORTEST:
            return interval
        raise _fault(f"its interval is {said!r}", "write a timedelta or a number of seconds, at least 1")

    def _check_name_and_zone(self) -> None:
        if not isinstance(cast("object", self.catchup), bool):
            raise _fault(f"its catchup is {self.catchup!r}", "write True or False")
        if self.name is not None:
            check_name(_text(self.name, "name"), "schedule")
        if self.time_zone is not None:
            _zone(_text(self.time_zone, "time_zone"))

    def _aware(self, key: str) -> datetime | None:
        """Return one of the two times with its time zone."""
        time: object = getattr(self, key)
        if time is None or (isinstance(time, datetime) and time.tzinfo):
            return time
        if not isinstance(time, datetime):
            raise _fault(f"its {key} is {time!r}", "write a datetime")
        return time.replace(tzinfo=_zone(self.time_zone)) if self.time_zone else time.astimezone()

    def _set(self, key: str, value: object) -> None:
        object.__setattr__(self, key, value)


def schedule_from(said: object) -> Schedule:
    """Return the schedule that plain data describes: a mapping of its fields, or a cron expression alone.

    Times are ISO 8601, an interval is a number of seconds.

    Raises:
        ConfigurationError: a field is not known, or its value means nothing.
    """
    if isinstance(said, Schedule):
        return said
    fields = {"cron": said} if isinstance(said, str) else said
    if not isinstance(fields, Mapping):
        raise ConfigurationError(f"{said!r:.80} is no schedule", hint="write a mapping such as {cron: '0 3 * * *'}")
    known = Schedule.__dataclass_fields__
    for key in fields:
        if key not in known:
            raise _fault(f"it has no field {key!r}", did_you_mean(str(key), known))
    times = {key: _time(fields[key], key) for key in ("start_time", "end_time") if key in fields}
    return Schedule(**cast("dict[str, Any]", {**fields, **times}))


def _time(said: object, key: str) -> object:
    if not isinstance(said, str):
        return said
    try:
        return datetime.fromisoformat(f"{said[:-1]}+00:00" if said.endswith("Z") else said)
    except ValueError as error:
        raise _fault(f"its {key} is {said!r}", "write a time such as 2026-03-01T09:00:00+01:00") from error


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError) as error:  # a folder among the zones is an OSError
        remedy = "write a name such as Europe/Berlin; if no name is known, pip install tzdata"
        raise _fault(f"its time_zone is {name!r}, which this machine does not know", remedy) from error


def _text(said: object, key: str) -> str:
    if isinstance(said, str):
        return said
    raise _fault(f"its {key} is {said!r}", "write a text")


def _number(said: object) -> float:
    """Return a finite number; 0 for what is none."""
    is_one = isinstance(said, (int, float)) and not isinstance(said, bool) and math.isfinite(said)
    return cast("float", said) if is_one else 0.0


def _fault(problem: str, remedy: str) -> ConfigurationError:
    return ConfigurationError(f"the schedule is not valid: {problem}", hint=remedy)
