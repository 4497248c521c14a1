"""Put what others wrote into HTML and SVG, where it stays what it is: text."""

from __future__ import annotations

import json
import re
from html import escape
from unicodedata import east_asian_width

from zenml.redaction import redacted

_NO_TEXT = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]")
"""What XML does not allow, and what turns the direction of the text around it."""
_TERMINAL_CODE = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\))")
"""A colour, a movement of the cursor, or the title of a window (ECMA-48)."""


def text(value: object) -> str:
    """Return what a value says as the content of an element or of a quoted attribute, without secrets."""
    return escape(_NO_TEXT.sub("\ufffd", redacted(str(value))))


def plain_data(value: object, most: int = 2000) -> str:
    """Return plain data as JSON, at most so many characters of it."""
    return text(shortened(json.dumps(value, ensure_ascii=False, default=str), most))


def terminal_text(said: str) -> str:
    """Return what a terminal would show of an output in the end: no colours, and of a progress bar its last state."""
    lines = _TERMINAL_CODE.sub("", said).replace("\r\n", "\n").split("\n")
    return text("\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines))


def shortened(long: str, most: int) -> str:
    """Return the beginning of a long text, and how much is left out."""
    return long if len(long) <= most else f"{long[:most]}… ({len(long) - most:,} more characters)"


def fitting(name: str, columns: int) -> str:
    """Return a text, or as much of it as fits; Chinese, Japanese and Korean characters take two columns."""
    if _columns(name) <= columns:
        return name
    while _columns(name) > columns - 1:
        name = name[:-1]
    return f"{name}…"


def _columns(name: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in name)
