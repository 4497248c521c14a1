"""Draw the tables that a test expects, so that it need not count the characters of a temporary folder's name."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def table(*rows: Sequence[str], title: str = "") -> str:
    """Return what a command prints into a pipe: the first row holds the titles of the columns."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = [f"┃ {' │ '.join(_padded(cell, width) for cell, width in zip(row, widths, strict=True))} ┃" for row in rows]
    between = f"\n┠{'┼'.join('─' * (width + 2) for width in widths)}┨\n"
    top, bottom = ("━" * (width + 2) for width in widths), ("━" * (width + 2) for width in widths)
    heading = f"{title}\n" if title else ""
    return f"{heading}┏{'┯'.join(top)}┓\n{between.join(lines)}\n┗{'┷'.join(bottom)}┛\n"


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes: some characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) == "W" else 1 for character in text)
