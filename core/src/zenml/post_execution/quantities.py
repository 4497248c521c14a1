"""Write times, durations and sizes for people."""

from __future__ import annotations

from datetime import datetime, timezone

_UNITS = ("B", "KiB", "MiB", "GiB", "TiB")
_STEP = 1024


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


def size(size_bytes: int) -> str:
    """Return a number of bytes: ``812 B``, ``3.4 MiB``."""
    amount, unit = float(size_bytes), 0
    while round(amount, 1) >= _STEP and unit < len(_UNITS) - 1:
        amount, unit = amount / _STEP, unit + 1
    return f"{size_bytes} B" if unit == 0 else f"{amount:.1f} {_UNITS[unit]}"
