"""Bound what a document may hold, so that no file can take a reader's memory or time."""

from __future__ import annotations

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 50
MAX_ALIASES = 100
MAX_VALUES = 100_000

Document = dict[str, object]
