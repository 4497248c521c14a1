"""Write times and durations for people."""

from __future__ import annotations

from datetime import datetime, timezone


def timestamp(moment: datetime) -> str:
    """Return a time as ISO 8601, UTC, to the second."""
    return moment.astimezone(timezone.utc).isoformat(timespec="seconds")


def duration(seconds: float | None) -> str:
    """Return how long something took, ``""`` when nobody knows: ``0.42 s``, ``2 min 05 s``, ``1 h 02 min``."""
    if seconds is None:
        return ""
    if round(seconds, 2) < 60:
        return f"{seconds:.2f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02} s"
    return f"{minutes // 60} h {minutes % 60:02} min"
