"""Write an array with numpy, sync it to disk, and read it: ``array_raw.py 512 FILE``; print what that cost."""

import json
import os
import sys
import time
from pathlib import Path

import numpy as np

file = Path(sys.argv[2])
file.unlink(missing_ok=True)
array = np.arange(int(sys.argv[1]) * 2**20 // 8, dtype=np.float64)
began = time.process_time()
with file.open("wb") as target:
    np.save(target, array)
    target.flush()
    os.fsync(target.fileno())
del array
assert np.load(file)[-1] > 0
print(json.dumps({"cpu_ms": 1000 * (time.process_time() - began)}))
file.unlink()
