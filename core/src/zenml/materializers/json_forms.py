"""Say how values that JSON does not know are written in it, one small form for each exact type.

Such a value stands in a document as ``{"$zenml": tag, "value": form}``.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import date, timedelta, timezone
from decimal import Decimal
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from zenml.materializers.materializer import UnsuitableValueError

TAG = "$zenml"


class Form(NamedTuple):
    """Hold the two ways between a value and its plain form."""

    tag: str
    write: Callable[[Any], object]
    read: Callable[[Any], object]


def tagged(tag: str, value: object) -> dict[str, object]:
    return {TAG: tag, "value": value}


def form_of(kind: type) -> Form | None:
    """Return the form of values of exactly this type."""
    return _FORMS.get(kind)


def _write_bytes(value: bytes | bytearray) -> str:
    return b64encode(value).decode()


def _write_complex(value: complex) -> list[str]:
    return [value.real.hex(), value.imag.hex()]


def _read_complex(form: list[str]) -> complex:
    return complex(*map(float.fromhex, form))


def _write_timedelta(value: timedelta) -> list[int]:
    return [value.days, value.seconds, value.microseconds]


def _write_timezone(value: timezone) -> list[object]:
    offset, *name = value.__getinitargs__()  # type: ignore[attr-defined]  # it tells a given name from one made up
    return [_write_timedelta(offset), *name]


def _read_timezone(form: list[Any]) -> timezone:
    offset, *name = form
    return timezone(timedelta(*offset), *name)


def _write_zone(value: ZoneInfo) -> str:
    if value.key is None:
        raise UnsuitableValueError("its time zone was read from a file and has no name")
    return value.key


_FORMS: dict[type, Form] = {
    bytearray: Form("bytearray", _write_bytes, lambda form: bytearray(b64decode(form))),
    bytes: Form("bytes", _write_bytes, b64decode),
    complex: Form("complex", _write_complex, _read_complex),
    date: Form("date", date.isoformat, date.fromisoformat),
    timedelta: Form("timedelta", _write_timedelta, lambda form: timedelta(*form)),
    timezone: Form("timezone", _write_timezone, _read_timezone),
    type(Path()): Form("path", str, Path),
    PurePosixPath: Form("pure_posix_path", str, PurePosixPath),
    PureWindowsPath: Form("pure_windows_path", str, PureWindowsPath),
    Decimal: Form("decimal", str, Decimal),
    UUID: Form("uuid", str, UUID),
    ZoneInfo: Form("zoneinfo", _write_zone, ZoneInfo),
}
READERS: dict[str, Callable[[Any], object]] = {
    "float": float,
    "int": lambda form: int(form, 16),
    **{form.tag: form.read for form in _FORMS.values()},
}
"""How to read each tag that needs nothing but its own form."""
