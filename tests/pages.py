"""Read our Markdown pages as their readers do: what to run, what to save, where to go on.

A ``bash`` block is typed into a terminal. A ``python`` block is run, in a file of its own. A block that begins with
``# file: NAME`` is saved under that name instead. A ``text`` block shows what the block before it printed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from checkout import DISTRIBUTIONS, ROOT

_FENCE = re.compile(r"^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"# file: (?P<name>\S+)\n")
_LINK = re.compile(r"\[[^\]\n]*\]\((?P<target>[^)\s]+)\)")
_HEADING = re.compile(r"^#+ +(?P<title>.+?)$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """Hold one fenced block of a page."""

    page: Path
    line: int
    language: str
    text: str

    @property
    def file(self) -> str:
        """Return the name that the reader saves it under, ``""`` if it is not to be saved."""
        found = _FILE.match(self.text)
        return found["name"] if found else ""

    def __str__(self) -> str:
        return f"{name_of(self.page)}:{self.line}"


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def readmes() -> list[Path]:
    """Return the README of every distribution, that of the checkout first."""
    return [distribution.folder / "README.md" for distribution in DISTRIBUTIONS]


def documentation() -> list[Path]:
    """Return the pages of ``docs/``."""
    return sorted((ROOT / "docs").rglob("*.md"))


def blocks(page: Path) -> list[Block]:
    """Return the fenced blocks of a page in their order."""
    whole = page.read_text(encoding="utf-8")
    return [
        Block(page, whole.count("\n", 0, found.start()) + 1, found["language"], found["text"])
        for found in _FENCE.finditer(whole)
    ]


def links(page: Path) -> list[str]:
    """Return the targets of the links on a page that lead into this checkout."""
    targets = [found["target"] for found in _LINK.finditer(_prose(page))]
    return [target for target in targets if "://" not in target]


def anchors(page: Path) -> set[str]:
    """Return what a link to a heading of the page may end with: ``#the-floors``."""
    titles = [found["title"] for found in _HEADING.finditer(_prose(page))]
    return {"#" + re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def _prose(page: Path) -> str:
    return _FENCE.sub("", page.read_text(encoding="utf-8"))
