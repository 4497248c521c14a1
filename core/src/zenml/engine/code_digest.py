"""Digest what a step's code does: its source, and all of its own project that it uses."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from zenml.engine.code_walk import CodeWalk, Line
from zenml.engine.file_digests import file_digest
from zenml.engine.project import Project

_SHORT = 12
"""Hexadecimal digits that tell apart two states of one part: nothing is looked up by them."""


class Code(NamedTuple):
    """Hold what code does: one SHA-256 of all, and by the name of each part a short digest of it."""

    digest: str
    parts: Mapping[str, str]


def code_of(function: Callable[..., object], source_root: Path, files: Sequence[Path] = (), name: str = "step") -> Code:
    """Digest a function, what it uses of its own project, and ``files``.

    Followed are the globals that the code names, attributes of the project's modules, classes with members
    and bases, default arguments, closures, and imports inside of functions. What is installed is named, not
    followed. Of plain data, dates, decimals and patterns the value counts; of any other object its type, what it holds
    of these, and the statements that assign it. Where there are none, as in a notebook and for what a function took
    from around it, the object counts as pickle writes it; one that pickle cannot write is another one each time.

    Comments, layout and ZenML's own decorators do not matter; docstrings do, since code may read them. Code
    without source (a lambda, typed at a prompt, edited since it was imported) counts by its byte code. Of a
    step that is a class, pass the class.

    The parts are ``code <name>`` for the function itself and for each name that it leads to, and ``file <path>``.

    Raises:
        ConfigurationError: one of the files cannot be read.
    """
    walk = CodeWalk(Project(source_root, function.__module__))
    walk.start(name, function)
    lines = [*walk.lines(), *(Line(*file_digest(file, source_root)) for file in files)]
    text = "\n".join(f"{line.label}: {line.description}" for line in lines)
    return Code(hashlib.sha256(_bytes(text)).hexdigest(), _parts(lines))


def short_digest(text: str) -> str:
    """Return enough of a digest to tell whether one part of a key changed."""
    return hashlib.sha256(_bytes(text)).hexdigest()[:_SHORT]


def _parts(lines: Iterable[Line]) -> dict[str, str]:
    """Return a digest for each thing that is described; of several with one name, the later ones are numbered."""
    parts: dict[str, str] = {}
    seen: dict[str, int] = {}
    for line in lines:
        if line.is_repetition:
            continue
        name = line.label if line.label.startswith("file ") else f"code {line.label}"
        seen[name] = seen.get(name, 0) + 1
        parts[name if seen[name] == 1 else f"{name} ({seen[name]})"] = short_digest(line.description)
    return parts


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")
