"""Read the addresses of stores as users write them: a path, a ``file://`` URL, or that of a database or server."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import unquote

from zenml.errors import UsageError
from zenml.redaction import MASK

FILE_SCHEME = "file"

_SEPARATOR = "://"
_FILE_URL = f"{FILE_SCHEME}{_SEPARATOR}"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*(?=://)")
_OF_WEB = ("http", "https")
_PORT_ONLY = re.compile(r"[^:/?#]*:\d*(?:[/?#]|$)")
_SECRET_PARAMETER = re.compile(r"(?i)([?&;](?:[^=&;#]*(?:password|passwd|pwd|secret|token|api_?key)[^=&;#]*)=)[^&;#]*")


def scheme_of(url: str) -> str:
    """Return what stands before ``://`` in small letters, without a driver's name; ``""`` for a path."""
    found = _SCHEME.match(url)
    return found.group().lower().partition("+")[0] if found else ""


def is_local(url: str) -> bool:
    """Say whether a URL names a folder of this machine."""
    return scheme_of(url) in ("", FILE_SCHEME)


def resolved(url: str) -> str:
    """Return a local URL that means the same from everywhere; one of another kind as it is.

    Raises:
        UsageError: it names no folder of this machine.
    """
    if not url or not url.isprintable() or (url.startswith(f"{FILE_SCHEME}:") and not scheme_of(url)):
        raise UsageError(
            f"{masked(url)!r} is no address of a store", hint="write a folder, or a URL like file:///srv/stacks"
        )
    if not is_local(url):
        return url
    path = os.path.expanduser(_path_in(url))
    if path.startswith("~"):
        raise UsageError(f"{url!r} names a home folder that is not known", hint="write its path")
    folder = os.path.abspath(path)
    return Path(folder).as_uri() if scheme_of(url) else folder


def local_folder(url: str) -> Path:
    """Return the folder that a local URL names."""
    return Path(_path_in(url))


def masked(url: str) -> str:
    """Return a URL as it may be shown: with ``***`` for a password, wherever it stands."""
    scheme, separator, rest = url.partition(_SEPARATOR)
    if not separator or is_local(url):
        return url
    return _SECRET_PARAMETER.sub(rf"\g<1>{MASK}", f"{scheme}{separator}{_without_password(scheme, rest)}")


def _path_in(url: str) -> str:
    """Return the path of a plain one, or of a ``file://`` URL (RFC 8089); ``file://./x`` is a relative one.

    Raises:
        UsageError: it names another machine.
    """
    if not scheme_of(url):
        return url
    host, _, path = url[len(_FILE_URL) :].partition("/")
    if host in (".", "..", "~"):
        return f"{host}/{unquote(path)}"
    if host.lower() not in ("", "localhost"):
        raise UsageError(f"{url!r} names the machine {host!r}", hint="a folder of this one is written file:///folder")
    return f"/{unquote(path)}"


def _without_password(scheme: str, rest: str) -> str:
    """Mask what stands between the first ``:`` and the last ``@`` before the query.

    Users forget to escape a password, and some drivers take a ``/`` or ``@`` in it for a part of it: rather too much
    is masked than too little.
    """
    address, mark, query = rest.partition("?")
    if "@" not in address:  # then the password holds the first "?", if there is one
        address, mark, query = rest, "", ""
    user, _, other = address.partition(":")
    _, at, host = other.rpartition("@")
    is_port = scheme.lower() in _OF_WEB and _PORT_ONLY.match(address) is not None
    if not at or "/" in user or is_port:
        return rest
    return f"{user}:{MASK}@{host}{mark}{query}"
