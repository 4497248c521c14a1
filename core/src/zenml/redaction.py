"""Keep secrets that this process has seen out of what it says.

Whoever reads a secret remembers it here; whoever keeps or prints what others wrote, such as the output of a step or the
message of a plugin's own exception, takes it out again. Nothing is kept beyond the life of the process.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from urllib.parse import quote

MASK = "***"

_SHORTEST = 4
"""A shorter text is in half of all messages by chance, and masking it would tell what it is."""

_UNMISTAKABLE = 8
"""A shorter text is also part of other words, and is taken for the secret only where it stands alone."""

_seen: set[str] = set()


def remember_secret(secret: str) -> str:
    """Take note of a secret, and return it."""
    if len(secret) >= _SHORTEST:
        _seen.update(_written_forms(secret))
    return secret


def redacted(text: str) -> str:
    """Return a text with ``***`` in the place of each secret that this process has seen."""
    return re.sub("|".join(_patterns(_seen)), MASK, text) if _seen else text


def words_of(error: BaseException) -> str:
    """Return type and message of an exception of others, redacted."""
    message = redacted(str(error))
    return f"{type(error).__name__}: {message}" if message else type(error).__name__


class Redactor:
    """Take secrets out of a stream of bytes that comes in pieces."""

    def __init__(self) -> None:
        self._held = b""

    def redacted(self, data: bytes) -> bytes:
        """Return what may be passed on, without an end that may be the beginning of a secret."""
        if not _seen:
            return data
        data = self._without_secrets(self._held + data)
        held = max(_length_of_beginning(data, secret.encode(errors="replace")) for secret in tuple(_seen))
        self._held = data[len(data) - held :]
        return data[: len(data) - held]

    def rest(self) -> bytes:
        """Return what was kept back, since no more is to come."""
        rest, self._held = self._held, b""
        return rest

    def _without_secrets(self, data: bytes) -> bytes:
        pattern = "|".join(_patterns(_seen)).encode(errors="replace")
        return re.sub(pattern, MASK.encode(), data)


def _written_forms(secret: str) -> set[str]:
    """Return a secret as it stands in text, in Python and JSON source, and in a URL."""
    return {secret, repr(secret)[1:-1], json.dumps(secret)[1:-1], quote(secret, safe="")}


def _patterns(secrets: Iterable[str]) -> list[str]:
    """Return expressions for secrets, the longest first, since one may be part of another."""
    by_length = sorted(secrets, key=len, reverse=True)
    return [_pattern(secret) for secret in by_length]


def _pattern(secret: str) -> str:
    pattern = re.escape(secret)
    return pattern if len(secret) >= _UNMISTAKABLE else rf"(?<!\w){pattern}(?!\w)"


def _length_of_beginning(data: bytes, secret: bytes) -> int:
    """Return how many bytes at the end of the data are the beginning of a secret, but not all of it."""
    longest = min(len(data), len(secret) - 1)
    return next((length for length in range(longest, 0, -1) if data.endswith(secret[:length])), 0)
