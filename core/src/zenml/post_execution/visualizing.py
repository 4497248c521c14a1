"""Write a picture or a page of a run into a file."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Sequence
from pathlib import Path

from zenml.errors import UsageError
from zenml.files import real_path, write_atomically
from zenml.models.runs import RunRecord, StepRecord
from zenml.post_execution.graph import graph_of_run
from zenml.post_execution.graph_page import page_of
from zenml.post_execution.graph_svg import svg_of
from zenml.post_execution.history import History

_NOT_IN_A_FILE_NAME = re.compile(r"[^\w.-]+")
_PAGE, _PICTURE = (".html", ".htm"), ".svg"


def write_graph(run: RunRecord, steps: Sequence[StepRecord], history: History, path: Path | None) -> Path:
    """Write the graph of a run and return the absolute path of the file, which only its owner may read.

    Raises:
        UsageError: the path names neither a page nor a picture.
        ZenMLError: it cannot be written there.
    """
    file = Path.cwd() / (path or f"{_NOT_IN_A_FILE_NAME.sub('_', run.name)}.html")
    _check(file)
    is_picture = file.suffix.lower() == _PICTURE
    drawn = svg_of(graph_of_run(run, steps)) if is_picture else page_of(run, steps, history)
    write_atomically(real_path(file), drawn.encode("utf-8", "replace"))
    return file


def _check(file: Path) -> None:
    if file.suffix.lower() not in (*_PAGE, _PICTURE):
        shown = shlex.quote(f"{os.fspath(file)}.html")
        raise UsageError(
            f"{os.fspath(file)!r} is neither a page nor a picture", hint=f"let it end with .html or .svg, as {shown}"
        )
    if file.is_dir():
        raise UsageError(f"{os.fspath(file)!r} is a folder", hint="name a file in it that ends with .html or .svg")
    if not file.parent.is_dir():
        raise UsageError(f"there is no folder {os.fspath(file.parent)!r}", hint="make it, or name another")
