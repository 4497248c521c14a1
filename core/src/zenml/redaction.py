"""Keep secrets that this process has seen out of what it says.

Whoever reads a secret remembers it here; whoever prints what others wrote, such as the message of a plugin's own
exception, takes it out again. Nothing is kept beyond the life of the process.
"""

from __future__ import annotations

MASK = "***"

_SHORTEST = 4
"""A shorter text is in half of all messages by chance, and masking it would tell what it is."""

_seen: set[str] = set()


def remember_secret(secret: str) -> str:
    """Take note of a secret, and return it."""
    if len(secret) >= _SHORTEST:
        _seen.add(secret)
    return secret


def redacted(text: str) -> str:
    """Return a text with ``***`` in the place of each secret that this process has seen."""
    for secret in sorted(_seen, key=len, reverse=True):
        text = text.replace(secret, MASK)
    return text
