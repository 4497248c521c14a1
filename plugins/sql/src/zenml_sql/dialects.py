"""Say the few things that databases say differently; another database adds its ``compiles`` functions here."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class DatabaseNow(FunctionElement[int]):
    """Be the database's own clock: microseconds since 1970, UTC."""

    type = BigInteger()
    inherit_cache = True


class NextStart(FunctionElement[int]):
    """Be a number greater than that of every step that started before, whatever the clocks say.

    SQLite has one writer at a time, so the maximum is exact. MySQL forbids to read the table that a
    statement updates (error 1093) and has ``uuid_short()``.
    """

    type = Integer()
    inherit_cache = True


@compiles(DatabaseNow, "sqlite")
def _now_on_sqlite(_element: DatabaseNow, _compiler: SQLCompiler, **_options: Any) -> str:
    # 2440587.5 is the Julian day of 1970-01-01; unixepoch('subsec') came only with SQLite 3.42.
    return "CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)"


@compiles(NextStart, "sqlite")
def _next_start_on_sqlite(_element: NextStart, _compiler: SQLCompiler, **_options: Any) -> str:
    return "(SELECT coalesce(max(start_sequence), 0) + 1 FROM ms_steps)"
