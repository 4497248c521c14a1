"""Hold files that no program should choke on, whatever they were meant to be."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from zenml.errors import ConfigurationError

_ALIASES = b"".join(
    b"%c: &%c [%s]\n" % (new, new, b", ".join([b"*%c" % old] * 20))
    for old, new in zip(b"abcdef", b"bcdefg", strict=True)
)

UNREADABLE: dict[str, tuple[bytes, str]] = {
    "empty": (b"", ", line 1: expected a mapping of names, found nothing"),
    "only a comment": (b"# nothing\n", ", line 1: expected a mapping of names, found nothing"),
    "NUL": (b"name: a\0\n", " cannot be read: control characters are not allowed"),
    "binary": (bytes(range(256)), " cannot be read: control characters are not allowed"),
    "truncated in a list": (b"name: [a, b", ", line 2 cannot be read: did not find expected ',' or ']'"),
    "truncated in a text": (b'version: 1\nname: "a', ", line 2 cannot be read: found unexpected end of stream"),
    "a tab": (b"a:\n\tb: c\n", ", line 2 cannot be read: found character that cannot start any token"),
    "a list at the top": (b"- version\n- name\n", ", line 1: expected a mapping of names, found list"),
    "a text at the top": (b"version\n", ", line 1: expected a mapping of names, found str"),
    "a number for a name": (b"1: version\n", ", line 1: expected a mapping of names, found dict"),
    "deep and open": (b"a: " + b"[" * 100_000, " cannot be read: nested deeper than 50 levels"),
    "deep and closed": (b"a: " + b"[" * 60 + b"]" * 60, " cannot be read: nested deeper than 50 levels"),
    "deep blocks": (
        b"".join(b" " * depth + b"a:\n" for depth in range(60)),
        " cannot be read: nested deeper than 50 levels",
    ),
    "exploding aliases": (b"a: &a [x, x]\n" + _ALIASES, " cannot be read: more than 100 aliases"),
    "an unknown alias": (b"a: *nobody\n", ", line 1 cannot be read: found undefined alias"),
    "latin-1": ("name: é\n".encode("latin-1"), " cannot be read: incomplete UTF-8 octet sequence"),
    "half a character": ("name: é".encode()[:-1], " cannot be read: incomplete UTF-8 octet sequence"),
    "a name twice": (b"version: 1\nname: a\nname: b\n", ", line 1 cannot be read: a key stands twice"),
    "two documents": (b"version: 1\n---\nversion: 1\n", ", line 2 cannot be read: but found another document"),
    "an object": (
        b"a: !!python/tuple [b]\n",
        ", line 1 cannot be read: expected plain data, found a value of the type 'tag:yaml.org,2002:python/tuple'",
    ),
    "a date that is none": (
        b"a: !!timestamp foo\n",
        ", line 1 cannot be read: expected plain data, found a value of the type 'tag:yaml.org,2002:timestamp'",
    ),
    "a number that is none": (b'a: !!int ""\n', ", line 1 cannot be read: '' cannot be read as 'int'"),
    "a value in itself": (b"a: &x [*x]\n", ", line 1 cannot be read: a value contains itself"),
    "too large": (b"# " + b"x" * 1024 * 1024 + b"\nversion: 1\n", " is larger than 1048576 bytes"),
}
"""By what is wrong: the content, and what is said after the name of the file."""


class Untouched:
    """Check that what happens inside raises one line about a file, and leaves the file as it is::

    with Untouched(path, ", line 1: expected a mapping of names, found nothing"):
        read(path)
    """

    def __init__(self, path: Path, sentence: str) -> None:
        self._path = path
        self._sentence = sentence
        self._before = _fingerprint(path)
        self._raises = pytest.raises(ConfigurationError)

    def __enter__(self) -> None:
        self._raised = self._raises.__enter__()

    def __exit__(self, *outcome: object) -> bool:
        is_raised = self._raises.__exit__(*outcome)  # type: ignore[arg-type]  # what Python hands over
        assert self._raised.value.message == f"{self._path}{self._sentence}"
        assert self._raised.value.exit_code == 3
        assert _fingerprint(self._path) == self._before
        return is_raised


def _fingerprint(path: Path) -> tuple[str, int, int]:
    return hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns, path.stat().st_ino
