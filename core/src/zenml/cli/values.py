"""Read what options were given: a text, or with ``@`` the content of a file."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from zenml.errors import ConfigurationError

MAX_BYTES = 1024 * 1024
_STDIN = "@-"
_FILE = "@"
_TEXT_WITH_AT = "@@"


def read_values(given: Mapping[str, str]) -> dict[str, str]:
    """Return each value: ``@file`` is the content of a file, ``@-`` that of stdin, ``@@text`` the text ``@text``.

    A line break at the end of a file is no part of the value. No message repeats a value: it may be a password that
    begins with ``@``.

    Raises:
        ConfigurationError: a file cannot be read, is no text or too large, or two values want stdin.
    """
    if sum(value == _STDIN for value in given.values()) > 1:
        raise ConfigurationError("only one value can come from stdin (@-)", hint="put the others into files: @file")
    return {name: _read(name, value) for name, value in given.items()}


def _read(name: str, value: str) -> str:
    if value.startswith(_TEXT_WITH_AT):
        return value[1:]
    if not value.startswith(_FILE):
        return value
    content = _content(name, value[1:])
    try:
        return content.decode().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"the file for --{name} is no UTF-8 text", hint="encode it, as base64 say") from error


def _content(name: str, path: str) -> bytes:
    try:
        if path == "-":
            return _limited(name, sys.stdin.buffer)
        with Path(path).expanduser().open("rb") as file:
            return _limited(name, file)
    except (OSError, ValueError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
        raise ConfigurationError(
            f"the value of --{name} begins with '@', and no such file can be read: {reason}",
            hint="for a text that begins with '@', write @@",
        ) from error


def _limited(name: str, file: BinaryIO) -> bytes:
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise ConfigurationError(f"the file for --{name} is larger than {MAX_BYTES} bytes", hint="give a smaller one")
    return content
