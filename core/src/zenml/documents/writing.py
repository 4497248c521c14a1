"""Write documents, whole or not at all, such that they can be read again."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import cast

import yaml

from zenml.documents.limits import MAX_BYTES
from zenml.documents.reading import parse_document
from zenml.errors import ConfigurationError
from zenml.files import write_atomically
from zenml.sources import load

try:
    from yaml import CSafeDumper as _BaseDumper
except ImportError:  # PyYAML built without libyaml: ten times slower, otherwise the same
    from yaml import SafeDumper as _BaseDumper  # type: ignore[assignment]

_COMMENT = re.compile(rb"(?:^|\s)#", re.MULTILINE)
"""Finds every comment, and some texts that look like one."""
_KEEPER = "zenml.documents.comments:with_comments"


def write_document(path: Path, document: Mapping[str, object], *, like: Path | None = None) -> None:
    """Write a mapping as YAML, whole or not at all, its keys in the order given.

    A file that holds comments keeps them, and the order of its keys, as far as it still reads as this document.

    Args:
        path: the file.
        document: plain data.
        like: the file whose comments it takes over if it is not there yet: it gets a new name.

    Raises:
        ConfigurationError: ``read_document`` would refuse it; nothing was written.
        ZenMLError: the file could not be written, as ``write_atomically`` says.
    """
    data = dump_document(document)
    try:
        parse_document(data, str(path))
    except ConfigurationError as error:
        problem = f"not written, since it could not be read again: {error.message}"
        raise ConfigurationError(problem, hint="nothing was changed; give smaller and plainer values") from error
    write_atomically(path, _with_comments(_present(path) or _present(like), document) or data)


def dump_document(document: object) -> bytes:
    """Return the YAML of plain data, in the order given.

    Raises:
        ConfigurationError: it is no plain data, contains itself, or a text in it is no Unicode.
    """
    try:
        text: str = yaml.dump(
            document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, default_flow_style=False, width=1000
        )
        return text.encode()
    except UnicodeEncodeError as error:
        problem = f"a text cannot be written as UTF-8: {error.object[error.start : error.end]!r} is no character"
        raise ConfigurationError(problem, hint="nothing was changed; correct the text") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise ConfigurationError(f"this cannot be written as YAML: {error}", hint="nothing was changed") from error


def _present(path: Path | None) -> bytes:
    """Return what a file holds, nothing if it cannot be read: then there is nothing to keep."""
    try:
        return path.read_bytes() if path else b""
    except OSError:
        return b""


def _with_comments(present: bytes, document: Mapping[str, object]) -> bytes | None:
    """Return the document with the comments of a file, ``None`` if it has none or they cannot be kept."""
    if len(present) > MAX_BYTES or not _COMMENT.search(present):
        return None
    return cast("Callable[[bytes, Mapping[str, object]], bytes | None]", load(_KEEPER))(present, document)


class _Dumper(_BaseDumper):
    """Write a value that occurs twice twice: a file with many aliases would not be read again."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - PyYAML's protocol
        return True
