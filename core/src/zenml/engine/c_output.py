"""Flush the buffers of C's own standard output."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable


def flush_c_output() -> None:
    """Flush them where code in C may have printed: importing ctypes, for 3 ms, only for that is not worth it.

    Whatever brings such code (numpy, or a binding of a shared library) has imported ctypes already.
    """
    if "ctypes" in sys.modules:
        _fflush()(None)


@functools.lru_cache(maxsize=1)
def _fflush() -> Callable[[None], int]:
    library = sys.modules["ctypes"].CDLL(None)
    fflush: Callable[[None], int] = library.fflush
    return fflush
