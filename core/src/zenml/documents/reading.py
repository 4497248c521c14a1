"""Read documents: in the plain form in which we write them at once, in any other through PyYAML."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import cast

from zenml.documents.limits import MAX_BYTES, Document
from zenml.documents.plain import plain_document
from zenml.errors import ConfigurationError, NotPermittedError, ZenMLError
from zenml.sources import load

_PIECE = 4096
"""More than almost every file holds: the whole of a larger one costs a second call, not each of them its memory."""

# By address: PyYAML costs as much as listing the rest does.
_PARSER = "zenml.documents.parsing:parse_yaml"
_LINE_FINDER = "zenml.documents.parsing:line_in"


def read_document(path: Path | str) -> Document:
    """Return the mapping in a YAML file.

    Raises:
        FileNotFoundError: there is no such file.
        ConfigurationError: it is no mapping, is damaged, too large or too deep, names a key twice, or holds
            what JSON does not know; the message names path and line. The file is never changed.
        NotPermittedError: it may not be read.
        ZenMLError: the operating system cannot read it.
    """
    data = _read(path)
    document = plain_document(data)
    return parse_document(data, str(path)) if document is None else document


def parse_document(data: bytes, origin: str) -> Document:
    """Return the mapping in ``data``; ``origin`` is what messages call it.

    Raises:
        ConfigurationError: as ``read_document`` does.
    """
    document = plain_document(data)
    if document is not None:
        return document
    if len(data) > MAX_BYTES:
        raise ConfigurationError(f"{origin} is larger than {MAX_BYTES} bytes")
    return cast("Callable[[bytes, str], Document]", load(_PARSER))(data, origin)


def line_of(path: Path | str, *keys: str) -> int | None:
    """Return the line of the value under ``keys``, or of the last of them that is there.

    ``None`` when the file can no longer be read; it is for error messages, and reads the file again.
    """
    try:
        data = _read(path)
    except (ZenMLError, FileNotFoundError):
        return None
    return cast("Callable[[bytes, tuple[str, ...]], int | None]", load(_LINE_FINDER))(data, keys)


def _read(path: Path | str) -> bytes:
    """Return what a file holds, at most one byte more than a document may have."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            return _content(descriptor)
        finally:
            os.close(descriptor)
    except PermissionError as error:
        raise NotPermittedError(f"cannot read {path}: {error.strerror}", hint="check its owner and mode") from error
    except FileNotFoundError:
        raise
    except (IsADirectoryError, NotADirectoryError) as error:
        raise ConfigurationError(f"cannot read {path}: {error.strerror}", hint="put a file there") from error
    except OSError as error:
        raise ZenMLError(f"cannot read {path}: {error.strerror}", hint="nothing was changed; try again") from error


def _content(descriptor: int) -> bytes:
    data = piece = os.read(descriptor, _PIECE)
    while piece and len(data) <= MAX_BYTES:
        piece = os.read(descriptor, MAX_BYTES + 1 - len(data))
        data += piece
    return data
