"""Digest the files that a step declares it depends on."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from zenml.errors import ConfigurationError

_CHUNK_BYTES = 1024 * 1024


def file_digest(path: Path, source_root: Path) -> tuple[str, str]:
    """Return ``file <place>`` and the file's SHA-256; both places are relative to the source root.

    Raises:
        ConfigurationError: it cannot be read.
    """
    whole = source_root / path
    place = whole.relative_to(source_root) if whole.is_relative_to(source_root) else whole
    try:
        status = whole.stat()
        return f"file {place.as_posix()}", _sha256(whole, status.st_mtime_ns, status.st_size)
    except OSError as error:
        raise ConfigurationError(
            f"file {str(path)!r}, which a step depends on, cannot be read: {error.strerror}",
            hint=f"paths are relative to {source_root}",
        ) from error


@lru_cache(maxsize=256)
def _sha256(path: Path, _modified_ns: int, _size: int) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
