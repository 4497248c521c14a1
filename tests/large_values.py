"""Let one step make a large value and the next take it: ``large_values.py KIND MEGABYTES``.

Prints how much memory the process had before, and at most from when the value was made, in MB.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl

from zenml import pipeline, step

COLUMNS = 4


def file(megabytes: int) -> Path:
    path = Path("made.bin")
    with path.open("wb") as made:
        for _ in range(megabytes):
            made.write(os.urandom(2**20))
    return path


def array(megabytes: int) -> Any:
    return np.arange(megabytes * 2**20 // 8, dtype=np.float64).reshape(-1, COLUMNS)


KINDS: dict[str, Callable[[int], Any]] = {
    "file": file,
    "bytes": lambda megabytes: b"z" * (megabytes * 2**20),
    "array": array,
    "pandas": lambda megabytes: pd.DataFrame(array(megabytes), columns=list("abcd"), copy=False),
    "polars": lambda megabytes: pl.DataFrame(dict(zip("abcd", array(megabytes).T, strict=True))),
}


def memory_mb(field: str) -> float:
    """Return a size of this process from proc(5): ``VmRSS`` now, ``VmHWM`` at its highest."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(field))


@step(enable_cache=False)
def produce(kind: str, megabytes: int) -> Any:
    value = KINDS[kind](megabytes)
    Path("/proc/self/clear_refs").write_text("5")  # what making it took does not count
    return value


@step(enable_cache=False)
def consume(value: Any) -> str:
    return type(value).__name__


@pipeline
def carry(kind: str, megabytes: int) -> None:
    consume(produce(kind, megabytes))


if __name__ == "__main__":
    carry(sys.argv[1], 1).run()
    before_mb = memory_mb("VmRSS")
    carry(sys.argv[1], int(sys.argv[2])).run()
    print(json.dumps({"before_mb": before_mb, "peak_mb": memory_mb("VmHWM")}))
