"""Write what a step says into the artifact store, in numbered chunks."""

from __future__ import annotations

import logging
import time

from zenml.artifact_stores import BaseArtifactStore
from zenml.post_execution.logs import chunk_path, log_uri

CHUNK_BYTES = 1024 * 1024
FIRST_CHUNK_SECONDS, CHUNK_SECONDS = 1.0, 10.0
"""So much, or for so long, is kept in memory: the most that is lost when the process dies. The first chunk comes
early, since a step that dies young is the one whose log is wanted."""

_logger = logging.getLogger(__name__)


class StepLog:
    """Collect the output of one step; a step that says nothing leaves no file."""

    def __init__(self, artifact_store: BaseArtifactStore, run_id: str, step_name: str, first_chunk: int = 0) -> None:
        self._store = artifact_store
        self._uri = log_uri(run_id, step_name)
        self._pending: list[bytes] = []
        self._pending_bytes = 0
        self._pending_since = 0.0
        self._chunks = first_chunk
        self._is_broken = False

    def write(self, data: bytes) -> None:
        """Add output."""
        if not self._pending:
            self._pending_since = time.monotonic()
        self._pending.append(data)
        self._pending_bytes += len(data)
        if self._pending_bytes >= CHUNK_BYTES:
            self._write_chunk()

    def save_old(self) -> None:
        """Write what has been waiting for long enough."""
        longest = CHUNK_SECONDS if self._chunks else FIRST_CHUNK_SECONDS
        if self._pending and time.monotonic() - self._pending_since >= longest:
            self._write_chunk()

    def close(self) -> str | None:
        """Write the rest; return the folder of the log, ``None`` if there is nothing in it."""
        if self._pending:
            self._write_chunk()
        return self._uri if self._chunks else None

    def _write_chunk(self) -> None:
        data = b"".join(self._pending)
        self._pending.clear()
        self._pending_bytes = 0
        if self._is_broken:
            return
        try:
            with self._store.open(chunk_path(self._store, self._uri, self._chunks), "wb") as file:
                file.write(data)
            self._chunks += 1
        except Exception as error:  # noqa: BLE001 - a step does not fail because of its log, whatever the store raises
            self._is_broken = True
            _logger.warning("The log %s is incomplete: %s: %s", self._uri, type(error).__name__, error)
