"""Read the plain form in which the product itself writes, without a YAML parser and many times faster than one.

The form: block mappings in block mappings, ASCII, one ``key: value`` a line, values that are unquoted texts, whole
numbers, ``true``, ``false`` or ``null``. Whatever else YAML allows is left to the parser, also where it might just
be meant: what is answered here, PyYAML would answer, too, and a test compares the two.
"""

from __future__ import annotations

import re

from zenml.documents.limits import Document

_MOST_BYTES = 16 * 1024
"""So few that no document which is read here could come near ``MAX_VALUES``."""
_MOST_LEVELS = 10
_LINE = re.compile(r"( *)([A-Za-z0-9_][A-Za-z0-9_.-]{0,126}):(?: ([A-Za-z0-9_/][A-Za-z0-9_./:@+,=~ -]*))?")
_WORDS = {"true": True, "false": False, "null": None}
_OTHER_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
"""In capitals, too; YAML 1.1 means truth or nothing by most of them."""
_WHOLE_NUMBER = re.compile(r"0|[1-9][0-9]{0,17}")
_DIGITS = frozenset("0123456789")


class _NotPlainError(Exception):
    """Say that only a whole parser can tell what a value is."""


def plain_document(data: bytes) -> Document | None:
    """Return the mapping in ``data``, ``None`` where only a whole parser can tell."""
    if len(data) > _MOST_BYTES or not data.isascii():
        return None
    *lines, rest = data.decode("ascii").split("\n")
    if rest or not lines:
        return None
    try:
        return _mapping_in(lines)
    except _NotPlainError:
        return None


def _mapping_in(lines: list[str]) -> Document:
    top: Document = {}
    mapping, indentation = top, ""
    around: list[tuple[Document, str]] = []
    awaited = ""
    """The key whose mapping must begin on the next line."""
    for line in lines:
        found = _LINE.fullmatch(line)
        if found is None:
            raise _NotPlainError
        spaces, key, text = found.groups()
        if awaited:
            if len(spaces) <= len(indentation) or len(around) >= _MOST_LEVELS:
                raise _NotPlainError
            around.append((mapping, indentation))
            inner: Document = {}
            mapping[awaited] = inner
            mapping, indentation, awaited = inner, spaces, ""
        while len(spaces) < len(indentation):
            mapping, indentation = around.pop()
        if spaces != indentation or key in mapping or not _is_text(key):
            raise _NotPlainError
        if text is None:
            awaited = key
        else:
            mapping[key] = _value(text)
    if awaited:
        raise _NotPlainError
    return top


def _value(text: str) -> object:
    if _is_text(text):
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE_NUMBER.fullmatch(text):
        return int(text)
    raise _NotPlainError


def _is_text(text: str) -> bool:
    """Say whether this is certainly a text, for YAML 1.1 as PyYAML reads it: no number, truth or nothing.

    Raises:
        _NotPlainError: its end, or a colon in it, means something.
    """
    if text[-1] in " :" or ": " in text:
        raise _NotPlainError
    if text[0] in _DIGITS:
        return "-" in text and "." not in text  # an UUID: numbers have a sign in front or behind a decimal's "e"
    return len(text) > 5 or text.lower() not in _OTHER_WORDS
