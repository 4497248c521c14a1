"""Say the few things that databases say differently; another database adds its ``compiles`` functions here."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Integer, String, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler, TypeCompiler
from sqlalchemy.sql.functions import FunctionElement


class ExactString(String):
    """Hold a name, an id or a key, whose letters all count: MySQL's own order takes ``a`` for ``A`` and for ``ä``."""


class LongText(Text):
    """Hold plain data of any length: MySQL's ``TEXT`` ends after 64 KiB."""


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


# Not as variants of the types: those import SQLAlchemy's MySQL dialect, which costs each process 100 ms.
@compiles(ExactString, "mysql", "mariadb")
def _exact_string_on_mysql(exact: ExactString, _compiler: TypeCompiler, **_options: Any) -> str:
    return f"VARCHAR({exact.length}) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"


@compiles(LongText, "mysql", "mariadb")
def _long_text_on_mysql(_type: LongText, _compiler: TypeCompiler, **_options: Any) -> str:
    return "LONGTEXT"
