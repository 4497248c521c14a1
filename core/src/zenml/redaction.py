"""Keep secrets that this process has seen out of what it says.

Whoever reads a secret remembers it here; whoever keeps or prints what others wrote, such as the output of a step or the
message of a plugin's own exception, takes it out again. Nothing is kept beyond the life of the process.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote

MASK = "***"

_SHORTEST = 4
"""A shorter text is in half of all messages by chance, and masking it would tell what it is."""

_UNMISTAKABLE = 8
"""A shorter text is also part of other words, and is taken for the secret only where it stands alone."""

_seen: frozenset[str] = frozenset()
_remembering = threading.Lock()


def remember_secret(secret: str) -> str:
    """Take note of a secret, and return it."""
    global _seen  # noqa: PLW0603 - replaced as a whole, since other threads read it meanwhile
    if len(secret) >= _SHORTEST:
        with _remembering:
            _seen |= _written_forms(secret)
    return secret


def redacted(text: str) -> str:
    """Return a text with ``***`` in the place of each secret that this process has seen."""
    seen = _seen
    return _expression(seen).sub(MASK, text) if seen else text


def without(secrets: Iterable[str], text: str) -> str:
    """Return a text with ``***`` wherever it quotes one of a few secrets, however short."""
    forms = set[str]().union(*map(_written_forms, filter(None, secrets)))
    return _expression(frozenset(forms)).sub(MASK, text) if forms else text


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
        seen = _seen
        if not seen:
            return data
        data = _bytes_expression(seen).sub(MASK.encode(), self._held + data)
        held = max(_length_of_beginning(data, secret.encode(errors="replace")) for secret in seen)
        self._held = data[len(data) - held :]
        return data[: len(data) - held]

    def rest(self) -> bytes:
        """Return what was kept back, since no more is to come."""
        rest, self._held = self._held, b""
        return rest


def _written_forms(secret: str) -> set[str]:
    """Return a secret as it stands in text, in Python and JSON source, and in a URL."""
    return {secret, repr(secret)[1:-1], json.dumps(secret)[1:-1], quote(secret, safe="")}


@lru_cache(maxsize=4)
def _expression(secrets: frozenset[str]) -> re.Pattern[str]:
    """Return what finds secrets, the longest first, since one may be part of another."""
    return re.compile("|".join(map(_pattern, sorted(secrets, key=len, reverse=True))))


@lru_cache(maxsize=4)
def _bytes_expression(secrets: frozenset[str]) -> re.Pattern[bytes]:
    return re.compile(_expression(secrets).pattern.encode(errors="replace"))


def _pattern(secret: str) -> str:
    pattern = re.escape(secret)
    return pattern if len(secret) >= _UNMISTAKABLE else rf"(?<!\w){pattern}(?!\w)"


def _length_of_beginning(data: bytes, secret: bytes) -> int:
    """Return how many bytes at the end of the data are the beginning of a secret, but not all of it."""
    start = data.find(secret[:1], max(0, len(data) - len(secret) + 1))
    while start >= 0 and not secret.startswith(data[start:]):
        start = data.find(secret[:1], start + 1)
    return len(data) - start if start >= 0 else 0
