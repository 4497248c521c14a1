"""An output is there as a whole or not at all, and carrying it takes hardly more memory than it has itself."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from chaos_results import SCALES, keep_result
from checkout import ROOT

GIGABYTES = 2
FEWEST_DEATHS = 5


@pytest.mark.parametrize("kind", ["document", "array", "pandas", "polars", "folder", "pickle"])
def test_whatever_moment_a_step_dies_at_its_output_is_never_seen_by_half(kind: str, tmp_path: Path) -> None:
    after_deaths = answer_of("mortal_steps.py", kind, str(tmp_path))
    assert after_deaths["unseen"] >= FEWEST_DEATHS, after_deaths


@pytest.mark.skipif(sys.platform != "linux", reason="memory is looked up in Linux's /proc")
@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize(("kind", "copies"), [("file", 0), ("bytes", 1), ("array", 1), ("pandas", 1), ("polars", 1)])
def test_a_large_output_is_carried_with_hardly_more_memory_than_it_has_itself(
    kind: str, copies: int, scale: float, tmp_path: Path
) -> None:
    megabytes = round(GIGABYTES * 1024 * scale)
    answer = answer_of("large_values.py", kind, str(megabytes), cwd=tmp_path)
    shutil.rmtree(tmp_path)
    shutil.rmtree(Path(os.environ["ZENML_CONFIG_PATH"], "local_stores"))
    excess_mb = answer["peak_mb"] - answer["before_mb"] - copies * megabytes
    keep_result(f"memory-{kind}", scale, megabytes=megabytes, excess_mb=round(excess_mb, 1))
    assert excess_mb <= 64 + 0.05 * megabytes


def answer_of(program: str, *arguments: str, cwd: Path | None = None) -> dict[str, float]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, str(ROOT / "tests" / program), *arguments]
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer
