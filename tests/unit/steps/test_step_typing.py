"""A decorated step keeps its signature for type checkers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

# Each line with a mistake says which error mypy must report there; all others must be right.
SCRIPT = """
from typing import Annotated
from typing_extensions import assert_type
from zenml import pipeline, step
from zenml.steps import BaseParameters, BaseStep

class TrainerParameters(BaseParameters):
    gamma: float = 0.1

@step
def importer() -> tuple[Annotated[int, "X"], Annotated[str, "y"]]:
    return 1, "a"

@step(enable_cache=False)
def trainer(params: TrainerParameters, X: int, y: str = "") -> float:
    return X * params.gamma

class Scaler(BaseStep):
    def entrypoint(self, x: int) -> float:
        return float(x)

@pipeline
def training(rounds: int) -> None:
    X, y = importer()
    assert_type(X, int)
    assert_type(y, str)
    assert_type(trainer(TrainerParameters(), X, y=y), float)
    trainer(TrainerParameters(), "X")  # call-overload
    trainer(TrainerParameters(), 1, z=2)  # call-overload

trainer(TrainerParameters(gamma=0.5)).after(importer).entrypoint(TrainerParameters(), 3)
assert_type(trainer.entrypoint(TrainerParameters(), 3), float)
assert_type(training(rounds=3).run(run_name="x", any_setting=3).status.is_final, bool)
trainer.entrypoint(1)  # call-arg arg-type
training(rounds="x")  # arg-type
step(enable_cach=True)  # call-overload
"""


def test_the_signature_of_the_function_holds_for_calls_and_results(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file", "", "--cache-dir", str(tmp_path), str(script)]

    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert _reported(done.stdout) == _expected()


def _expected() -> set[tuple[int, str]]:
    lines = [(number, line.partition("  # ")[2]) for number, line in enumerate(SCRIPT.splitlines(), start=1)]
    return {(number, code) for number, codes in lines for code in codes.split()}


def _reported(output: str) -> set[tuple[int, str]]:
    errors = [line for line in output.splitlines() if " error: " in line]
    return {(int(line.split(":")[1]), line.rpartition("[")[2].rstrip("]")) for line in errors}
