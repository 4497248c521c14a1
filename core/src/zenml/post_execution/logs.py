"""Find the chunks of a step's log: numbered files, since an object store cannot append."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zenml.artifact_stores import BaseArtifactStore
from zenml.files import safe_join
from zenml.models.deployment import RUNS_FOLDER

_CHUNK = re.compile(r"\d{4,}\.log")


def log_uri(run_id: str, step_name: str) -> str:
    """Return the folder of a step's log, relative to the root of the artifact store.

    It begins with a dot because outputs, whose folders stand beside it, cannot.
    """
    return f"{RUNS_FOLDER}/{run_id}/{step_name}/.logs"


def chunk_path(store: BaseArtifactStore, uri: str, number: int) -> str:
    """Return the whole path of a chunk; the first one has the number 0."""
    return safe_join(store.path, uri, f"{number:04d}.log")


def read_chunks(store: BaseArtifactStore, uri: str, first: int = 0) -> Iterator[bytes]:
    """Yield what was logged so far, chunk by chunk in order from ``first`` on; nothing for a step that said nothing."""
    for number in _chunk_numbers(store, uri):
        if number < first:
            continue
        with store.open(chunk_path(store, uri, number), "rb") as file:
            yield file.read()


def number_of_chunks(store: BaseArtifactStore, uri: str) -> int:
    """Return the number of the next chunk."""
    return max(_chunk_numbers(store, uri), default=-1) + 1


def _chunk_numbers(store: BaseArtifactStore, uri: str) -> list[int]:
    folder = safe_join(store.path, uri)
    names = store.listdir(folder) if store.exists(folder) else []
    return sorted(int(name.removesuffix(".log")) for name in names if _CHUNK.fullmatch(name))
