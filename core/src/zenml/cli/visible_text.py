"""Keep control characters, which could rewrite a terminal, out of what people read."""

from __future__ import annotations


def visible(text: str) -> str:
    """Return text in which each character but a line break can be seen; the others are shown as ``�``."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() or character == "\n" else "�" for character in text)
