"""Let one step write an array and the next read it; print what that cost without making the array.

``array_run.py 512 -``: megabytes, and an argument that only ``array_raw.py`` uses.
"""

import json
import shutil
import sys
import time
from pathlib import Path

import numpy as np

from zenml import pipeline, step
from zenml.repository import Repository

MAKING_SECONDS: list[float] = []


def memory_mb(field: str) -> float:
    """Return a size of this process from proc(5): ``VmRSS`` now, ``VmHWM`` at its highest."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(field))


@step(enable_cache=False)
def produce(megabytes: int) -> np.ndarray:
    began = time.process_time()
    array = np.arange(megabytes * 2**20 // 8, dtype=np.float64)
    MAKING_SECONDS.append(time.process_time() - began)
    return array


@step(enable_cache=False)
def consume(array: np.ndarray) -> float:
    return float(array[-1])


@pipeline
def carry() -> None:
    consume(produce(int(sys.argv[1])))


@step(enable_cache=False)
def small() -> np.ndarray:
    return np.zeros(1)


@pipeline
def warm_up() -> None:
    consume(small())


if __name__ == "__main__":
    warm_up().run()
    before_mb, began = memory_mb("VmRSS"), time.process_time()
    carry().run()
    cpu_ms = 1000 * (time.process_time() - began - sum(MAKING_SECONDS))
    print(json.dumps({"cpu_ms": cpu_ms, "before_mb": before_mb, "peak_mb": memory_mb("VmHWM")}))
    # As the raw script removes its file: memory that the system has used before costs less than fresh memory.
    shutil.rmtree(Repository().active_stack.artifact_store.path)
