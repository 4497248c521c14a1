"""Draw tables as boxes: in full wherever there is room, folded on a terminal that is narrower."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.box import HEAVY_EDGE
from rich.cells import cell_len
from rich.console import Console
from rich.table import Column
from rich.table import Table as Box

from zenml.cli.console import make_console, printable
from zenml.cli.output import Table

_READABLE = 12
"""No column is folded to fewer characters, nor to fewer than its title has."""


def draw_table(table: Table) -> None:
    """Print a table to stdout."""
    console = make_console()
    rows = [[printable(cell, console) for cell in row] for row in table.rows]
    box = Box(*_columns(table.columns, rows, console), box=HEAVY_EDGE, show_lines=True)
    for row in rows:
        box.add_row(*row)
    if table.title:
        console.print(printable(table.title, console), style="italic", crop=False)
    console.print(box, crop=False)


def _columns(titles: Sequence[str], rows: Sequence[Sequence[str]], console: Console) -> list[Column]:
    """Return the columns as wide as their content; where that is too wide, as narrow as one can still read.

    A terminal that is narrower even than that wraps the lines itself.
    """
    widths = [_width([title, *(row[place] for row in rows)]) for place, title in enumerate(titles)]
    if _total(widths) <= console.width:
        return [Column(title, width=width, no_wrap=True) for title, width in zip(titles, widths, strict=True)]
    least = [max(cell_len(title), min(width, _READABLE)) for title, width in zip(titles, widths, strict=True)]
    console.width = max(console.width, _total(least))
    return [Column(title, min_width=width, overflow="fold") for title, width in zip(titles, least, strict=True)]


def _width(cells: Sequence[str]) -> int:
    return max(cell_len(line) for cell in cells for line in cell.splitlines() or [""])


def _total(widths: Iterable[int]) -> int:
    """Return the width of a box: each column has two spaces and a line, and there is one line more."""
    return sum(width + 3 for width in widths) + 1
