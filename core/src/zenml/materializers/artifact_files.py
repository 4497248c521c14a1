"""Open the files of one artifact: record what is written, check what is read."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Mapping
from typing import IO, Any, cast

from zenml.artifact_stores import BaseArtifactStore
from zenml.errors import ArtifactError, ConfigurationError
from zenml.files import safe_join
from zenml.materializers.recording import RecordingFile, RecordingTextFile
from zenml.models.runs import ArtifactFile

VERIFIED_BYTES = 64 * 1024 * 1024
"""Files up to this size are checked against their hash before they are read."""
_IN_MEMORY_BYTES = 4 * 1024 * 1024
_CHUNK_BYTES = 1024 * 1024

DAMAGED = "restore it from a copy of the artifact store, or run the pipeline again with enable_cache=False"
GONE = "restore it from a copy of the artifact store, or run the pipeline again, which computes it anew"

PREVIEW = ".preview"
"""Begins the name of the file that shows what an artifact is; it is no part of the artifact."""
PREVIEW_MEDIA_TYPES = {"txt": "text/plain", "html": "text/html", "png": "image/png"}
"""By the suffix of that file."""
LARGEST_PREVIEW_BYTES = 256 * 1024


class Ledger:
    """Remember what happened to the files of one artifact, by their names below its folder.

    Args:
        expected: what a recorded artifact consists of; ``None`` while it is made.
    """

    def __init__(self, expected: Mapping[str, ArtifactFile] | None = None) -> None:
        self.expected = expected
        self.written: dict[str, ArtifactFile] = {}
        self.read: set[str] = set()
        # Somebody asked for the folder's address, so there may be files that passed nobody here.
        self.was_bypassed = False
        # Why the materializer of the value's type left it to cloudpickle.
        self.left_because = ""
        self.preview: str | None = None


class ArtifactFiles:
    """Open the files in the folder of one artifact, or of a part of it."""

    def __init__(self, artifact_store: BaseArtifactStore, uri: str, ledger: Ledger, prefix: str = "") -> None:
        self.artifact_store = artifact_store
        self.uri = uri
        self.ledger = ledger
        self._prefix = prefix

    def below(self, folder: str) -> ArtifactFiles:
        """Return the files of a part of this artifact, in a folder of their own."""
        return ArtifactFiles(self.artifact_store, safe_join(self.uri, folder), self.ledger, f"{self._prefix}{folder}/")

    def open(self, name: str, mode: str = "rb", *, is_trusted: bool = False) -> IO[Any]:
        """Open a file of this artifact, for reading (``r rb``) or to be written anew (``w wb``).

        A file that is read is checked first; one above ``VERIFIED_BYTES`` only for its size, unless it
        ``is_trusted``: what runs code when it is loaded.

        Raises:
            ConfigurationError: the name is none, or leaves the artifact's folder.
            ArtifactError: the file is gone, damaged or not part of the artifact.
        """
        path = safe_join(self.uri, name)
        if path == safe_join(self.uri):
            raise ConfigurationError(f"{name!r} is not the name of a file")
        key = self._prefix + path[len(self.uri) + 1 :]
        if mode in ("w", "wb"):
            return self._open_new(path, key, is_text=mode == "w")
        if mode not in ("r", "rb"):
            raise ValueError(f"mode {mode!r} must be one of r, w, rb, wb")
        file = self._open_checked(path, key, is_trusted=is_trusted)
        return file if mode == "rb" else io.TextIOWrapper(file, encoding="utf-8", newline="")

    def write_preview(self, content: bytes, suffix: str) -> None:
        """Write the preview of this artifact.

        Raises:
            ArtifactError: it is too large, or of no kind that is shown.
        """
        if suffix not in PREVIEW_MEDIA_TYPES:
            raise ArtifactError(
                f"a preview cannot be {suffix!r}", hint=f"write one of {', '.join(PREVIEW_MEDIA_TYPES)}"
            )
        if len(content) > LARGEST_PREVIEW_BYTES:
            raise ArtifactError(f"its preview has {len(content)} bytes, {LARGEST_PREVIEW_BYTES} are allowed")
        name = f"{PREVIEW}.{suffix}"
        with self.artifact_store.open(safe_join(self.uri, name), "wb") as file:
            file.write(content)
        self.ledger.preview = name

    def has(self, name: str) -> bool:
        """Say whether a file is part of this artifact."""
        key = self._prefix + name
        return key in (self.ledger.written if self.ledger.expected is None else self.ledger.expected)

    def record_by_reading(self, names: Iterable[str]) -> None:
        """Record files that were written past ``open``."""
        for name in names:
            with self.artifact_store.open(safe_join(self.uri, name), "rb") as file:
                size_bytes, sha256 = _measure(file)
            self.ledger.written[name] = ArtifactFile(name, size_bytes, sha256)

    def verify(self, name: str) -> None:
        """Check one file against its record as ``open`` would, without opening it.

        Raises:
            ArtifactError: it is gone or damaged.
        """
        self._open_checked(safe_join(self.uri, name), name, is_trusted=False).close()

    def _open_new(self, path: str, key: str, *, is_text: bool) -> IO[Any]:
        def record(size_bytes: int, sha256: str) -> None:
            self.ledger.written[key] = ArtifactFile(key, size_bytes, sha256)

        file = RecordingFile(self.artifact_store.open(path, "wb"), record)
        return RecordingTextFile(file) if is_text else cast("IO[bytes]", file)

    def _open_checked(self, path: str, key: str, *, is_trusted: bool) -> IO[bytes]:
        if self.ledger.expected is None:
            return self.artifact_store.open(path, "rb")
        record = self.ledger.expected.get(key)
        if record is None:
            raise ArtifactError(f"file {key!r} is not part of it", hint="read only what was saved")
        try:
            file = _open_as_recorded(self.artifact_store, path, record, is_trusted=is_trusted)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise ArtifactError(f"file {key!r} is gone", hint=GONE) from error
        self.ledger.read.add(key)
        return file


def _open_as_recorded(
    artifact_store: BaseArtifactStore, path: str, record: ArtifactFile, *, is_trusted: bool
) -> IO[bytes]:
    if record.size_bytes <= _IN_MEMORY_BYTES:
        return io.BytesIO(_read_small(artifact_store, path, record))
    size_bytes = artifact_store.size(path)
    if size_bytes != record.size_bytes:
        raise _wrong_size(record, size_bytes)
    if is_trusted or size_bytes <= VERIFIED_BYTES:
        with artifact_store.open(path, "rb") as file:
            _compare(record, _measure(file)[1])
    return artifact_store.open(path, "rb")


def _read_small(artifact_store: BaseArtifactStore, path: str, record: ArtifactFile) -> bytes:
    with artifact_store.open(path, "rb") as file:
        data: bytes = file.read(record.size_bytes + 1)
    if len(data) != record.size_bytes:
        raise _wrong_size(record, artifact_store.size(path))
    _compare(record, hashlib.sha256(data).hexdigest())
    return data


def _measure(file: IO[bytes]) -> tuple[int, str]:
    digest, size_bytes = hashlib.sha256(), 0
    while chunk := file.read(_CHUNK_BYTES):
        digest.update(chunk)
        size_bytes += len(chunk)
    return size_bytes, digest.hexdigest()


def _compare(record: ArtifactFile, sha256: str) -> None:
    if sha256 != record.sha256:
        raise ArtifactError(f"file {record.name!r} is damaged: its content is not what was written", hint=DAMAGED)


def _wrong_size(record: ArtifactFile, size_bytes: int) -> ArtifactError:
    found = f"it has {size_bytes} bytes, {record.size_bytes} were written"
    return ArtifactError(f"file {record.name!r} is damaged: {found}", hint=DAMAGED)
