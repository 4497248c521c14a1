"""Remove folders of the configuration as one step each, whatever happens meanwhile."""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import suppress
from pathlib import Path

from zenml.config.paths import trash_folder
from zenml.files import explained_writing, make_private_folder, remove_tree, sync_folder

_ON_ANOTHER_DISK = (errno.EXDEV, errno.EBUSY)


def discard(path: Path) -> None:
    """Take a folder or file of the configuration away; a link goes, and what it names stays.

    It is renamed in one step; ``empty_trash`` frees its space. What lies on another disk is removed where it is.

    Raises:
        NotPermittedError: it may not be taken away.
    """
    if not os.path.lexists(path):
        return
    trash = make_private_folder(trash_folder())
    with explained_writing(path):
        try:
            os.rename(path, trash / f"{path.name}-{os.urandom(4).hex()}")
            sync_folder(path.parent)
        except OSError as error:
            if error.errno not in _ON_ANOTHER_DISK:
                raise
            _remove_in_place(path)


def empty_trash() -> None:
    """Remove for good what was discarded, also by a process that died before it could; what resists stays."""
    shutil.rmtree(trash_folder(), ignore_errors=True)


def _remove_in_place(folder: Path) -> None:
    for path in folder.iterdir():
        remove_tree(path)
    with suppress(OSError):  # a disk is mounted there
        folder.rmdir()
