"""Keep records as lines of JSON in files to which several processes append.

All records of a call are one write, so that those of others do not get between. A process that is killed, or a disk
that is full, may leave a line unfinished: the next writer begins a new one, and readers pass over it.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from zenml.files import PRIVATE_FILE, explained_writing


def append(path: Path, records: Iterable[Mapping[str, object]]) -> None:
    """Add records to a file; each holds what JSON knows.

    Raises:
        NotPermittedError: it may not be written.
        ZenMLError: it could not be, because the disk is full, for example.
    """
    data = b"".join(json.dumps(record, allow_nan=False).encode() + b"\n" for record in records)
    with explained_writing(path):
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, PRIVATE_FILE)
        try:
            data = data if _ends_with_a_line(descriptor) else b"\n" + data
            if os.write(descriptor, data) < len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        finally:
            os.close(descriptor)


def read(path: Path) -> list[dict[str, Any]]:
    """Return the records of a file in their order; none if there is no such file."""
    try:
        lines = path.read_bytes().splitlines()
    except FileNotFoundError:
        return []
    return [record for record in map(_record, lines) if record is not None]


def save(path: Path) -> None:
    """Make what was appended survive a power cut; nothing if there is no such file."""
    if path.exists():
        with explained_writing(path), path.open("rb") as file:
            os.fsync(file.fileno())


def _ends_with_a_line(descriptor: int) -> bool:
    size = os.fstat(descriptor).st_size
    return size == 0 or os.pread(descriptor, 1, size - 1) == b"\n"


def _record(line: bytes) -> dict[str, Any] | None:
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) else None
