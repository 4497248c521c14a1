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


def read_chunks(store: BaseArtifactStore, uri: str) -> Iterator[bytes]:
    """Yield what was logged so far, chunk by chunk in order; nothing for a step that said nothing."""
    folder = safe_join(store.path, uri)
    if not store.exists(folder):
        return
    names = [name for name in store.listdir(folder) if _CHUNK.fullmatch(name)]
    for name in sorted(names, key=lambda name: int(name.removesuffix(".log"))):
        with store.open(safe_join(folder, name), "rb") as file:
            yield file.read()
