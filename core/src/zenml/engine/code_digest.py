"""Digest what a step's code does: its source, and all of its own project that it uses."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

from zenml.engine.code_walk import CodeWalk
from zenml.engine.file_digests import file_digest
from zenml.engine.project import Project


def code_digest(function: Callable[..., object], source_root: Path, files: Sequence[Path] = ()) -> str:
    """Return the SHA-256 of a function, of what it uses of its own project, and of ``files``.

    Followed are the globals that the code names, attributes of the project's modules, classes with members
    and bases, default arguments, closures, and imports inside of functions. What is installed is named, not
    followed. Of plain data the value counts; of any other object its type, and the statements that assign it.

    Comments, layout and ZenML's own decorators do not matter; docstrings do, since code may read them. Code
    without source (a lambda, typed at a prompt, edited since it was imported) counts by its byte code. Of a
    step that is a class, pass the class.

    Raises:
        ConfigurationError: one of the files cannot be read.
    """
    walk = CodeWalk(Project(source_root, function.__module__))
    walk.follow("step", function)
    lines = [*walk.lines(), *(file_digest(file, source_root) for file in files)]
    return hashlib.sha256("\n".join(lines).encode("utf-8", "backslashreplace")).hexdigest()
