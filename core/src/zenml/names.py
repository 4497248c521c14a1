"""Check names and find the one that was probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterable
from os.path import commonprefix

from zenml.errors import ConfigurationError

NAME_PATTERN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,126}")
LONGEST_TAG = 64
SECRET_KEY_PATTERN = re.compile(r"[A-Za-z0-9_-]+")
_FARTHEST_SUGGESTION = 2
_MOST_NAMED = 10


def check_name(name: str, what: str) -> str:
    """Return ``name`` if it is a legal name for ``what`` (``"stack"``, ``"profile"``, …).

    Raises:
        ConfigurationError: it has other characters, or is empty or longer than 127.
    """
    if NAME_PATTERN.fullmatch(name):
        return name
    raise ConfigurationError(
        f"{name!r} is not a valid {what} name",
        hint="use 1 to 127 letters, digits, spaces, '.', '_' or '-', beginning with a letter or digit",
    )


def checked_tag(tag: str) -> str:
    """Return a tag as it is kept: without spaces around it, and in lower case.

    Raises:
        ConfigurationError: it is empty or longer than 64 characters, or cannot be shown on one line.
    """
    kept = tag.strip().lower()
    if 0 < len(kept) <= LONGEST_TAG and kept.isprintable():
        return kept
    raise ConfigurationError(f"{tag!r} is not a valid tag", hint=f"use 1 to {LONGEST_TAG} printable characters")


def is_text(name: str) -> bool:
    """Say whether a name consists of characters, which an argument of a command line need not: no database takes it."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def key_in(known: Iterable[str], key: str) -> str | None:
    """Return how a secret spells a key, if it has it: what an option calls ``--access-key`` may be ``access_key``."""
    found = [other for other in known if other.replace("-", "_") == key.replace("-", "_")]
    return key if key in found else next(iter(found), None)


def clashing(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that is ``name``, else one that some file systems do not tell from it, else ``None``.

    They ignore capitals, or dots and spaces at the end of a name.
    """
    found = [other for other in known if _on_disk(other) == _on_disk(name)]
    return name if name in found else next(iter(found), None)


def closest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name at an edit distance of at most 2, ignoring case; ``None`` if none is near."""
    candidates = (other for other in known if abs(len(other) - len(name)) <= _FARTHEST_SUGGESTION)
    distance, best = min(
        ((_edit_distance(name.lower(), other.lower()), other) for other in candidates),
        default=(_FARTHEST_SUGGESTION + 1, ""),
    )
    is_near = distance <= _FARTHEST_SUGGESTION and distance < max(len(name), len(best))
    return best if is_near else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a hint that names the closest known name, else the first ten, else nothing."""
    known = sorted(known)
    best = closest(name, known)
    if best is not None:
        return f"did you mean {best!r}?"
    more = len(known) - _MOST_NAMED
    return f"known: {', '.join(known[:_MOST_NAMED])}{f' and {more} more' if more > 0 else ''}" if known else ""


def _on_disk(name: str) -> str:
    """Return what every file system keeps of a name."""
    return name.lower().rstrip(" .")


def _edit_distance(left: str, right: str) -> int:
    """Count the insertions, deletions and replacements between two words (Levenshtein, 1965)."""
    # Of thousands of numbered names, nearly all is the same.
    same = len(commonprefix([left, right]))  # noqa: RUF071 - names are no paths
    left, right = left[same:], right[same:]
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, start=1):
        previous, row[0] = row[0], i
        for j, b in enumerate(right, start=1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (a != b))
    return row[-1]
