"""Turn SQLite's errors into one line that says what to do."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from zenml.errors import ConfigurationError, NotPermittedError, StoreUnreachableError, ZenMLError

# By SQLite's own words (sqlite3ErrStr): Python 3.10 does not pass its codes on.
_EXPLANATIONS: dict[str, tuple[type[ZenMLError], str, str]] = {
    "is locked": (
        StoreUnreachableError,
        "another process keeps the metadata database {path} locked",
        "wait for it or end it, then try again",
    ),
    "file is not a database": (
        ConfigurationError,
        "{path} is not a SQLite database",
        "nothing was changed; move the file away or give the metadata store another uri",
    ),
    "malformed": (
        ConfigurationError,
        "the metadata database {path} is damaged",
        "nothing was changed; restore it from a backup or move it away",
    ),
    "readonly": (
        NotPermittedError,
        "the metadata database {path} cannot be written",
        "check the owner and the mode of the file and its folder",
    ),
    "is full": (
        StoreUnreachableError,
        "there is no space left to write the metadata database {path}",
        "free some space, then try again",
    ),
    "unable to open": (
        StoreUnreachableError,
        "the metadata database {path} cannot be opened",
        "check that it is a file, and the owner and the mode of it and its folder",
    ),
    "disk I/O": (
        StoreUnreachableError,
        "the disk under the metadata database {path} fails",
        "check its free space, its quota and the system's log",
    ),
}


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Raise one of our errors for each of the driver's; statements and their values never show."""
    try:
        yield
    except DBAPIError as error:
        raise explanation(error.orig, path) from error.orig
    except sqlite3.Error as error:
        raise explanation(error, path) from error
    except OSError as error:
        is_refusal = error.errno in (errno.EACCES, errno.EPERM, errno.EROFS)
        error_class = NotPermittedError if is_refusal else StoreUnreachableError
        raise error_class(
            f"cannot open the metadata database {path}: {error.strerror}", hint="check its folder's owner and mode"
        ) from error


def explanation(error: BaseException | None, path: Path) -> ZenMLError:
    """Return the error to raise instead of the driver's."""
    for words, (error_class, sentence, hint) in _EXPLANATIONS.items():
        if words in str(error):
            return error_class(sentence.format(path=path), hint=hint)
    return StoreUnreachableError(f"the metadata database {path} refused: {error}")
