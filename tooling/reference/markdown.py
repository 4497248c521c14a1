"""Write pieces of Markdown."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Sequence


def page(title: str, *pieces: str) -> str:
    """Return a whole page that says where it comes from."""
    notice = "<!-- Written from the code by `make docs`; a change here is overwritten. -->"
    return "\n\n".join([notice, f"# {title}", *filter(None, pieces)]) + "\n"


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; without rows, nothing."""
    lines = [_row(row) for row in rows]
    return "\n".join([_row(titles), "|" + "---|" * len(titles), *lines]) if lines else ""


def code(text: str) -> str:
    """Return text as it is typed, also within a table; nothing for nothing."""
    return f"`{text}`" if text else ""


def plain(text: str) -> str:
    """Return text that holds no markup: ``<uuid>`` would be taken for a tag, and vanish."""
    return text.replace("<", "&lt;")


def fenced(language: str, text: str) -> str:
    return f"```{language}\n{text.strip()}\n```"


def prose(docstring: str | None) -> str:
    """Return a docstring without what follows its text, such as ``Raises:`` or an example."""
    text = inspect.cleandoc(docstring or "").split("\n\nRaises:")[0].split("\n\nExample")[0].strip()
    return text.replace("``", "`")


def _row(cells: Sequence[str]) -> str:
    escaped = (" ".join(cell.split()).replace("|", "\\|") for cell in cells)
    return f"| {' | '.join(escaped)} |"
