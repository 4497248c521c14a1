"""Let a step die while its output is saved, before each change that is made to files: ``mortal_steps.py KIND FOLDER``.

After each death nothing of it may be seen, a new run must do it again, and pruning must leave nothing. This is a
program of its own, which loads libraries but starts none of their threads: those do not survive a fork.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow.parquet  # noqa: F401 - once for all the processes that are forked
from round_trips import Node, Table
from sudden_death import apart, deaths_of, die_after
from workbench import Workbench, stack_in

from zenml.enums import ExecutionStatus
from zenml.models.runs import ArtifactFilter
from zenml.post_execution.pruning import find_prunable, prune


def folder_of_files() -> Path:
    folder = Path(sys.argv[2], "made")
    (folder / "below").mkdir(parents=True, exist_ok=True)
    (folder / "a.txt").write_text("a")
    (folder / "below" / "b.bin").write_bytes(b"b")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


KINDS: dict[str, tuple[Callable[[], object], Callable[[Any], object]]] = {
    "document": (lambda: [Node("a"), {"b": np.arange(3)}], repr),
    "array": (lambda: np.arange(7), np.ndarray.tolist),
    "pandas": (lambda: pd.DataFrame({"a": pd.Categorical(["x", "y"]), "b": [1, 2]}), pd.DataFrame.to_dict),
    "polars": (lambda: pl.DataFrame({"a": [1, 2]}), pl.DataFrame.rows),
    "folder": (folder_of_files, contents),
    "pickle": (lambda: Table(seven=7), dict),
}
"""How a value of each kind is made, and what of it two equal ones have in common."""

make, plain = KINDS[sys.argv[1]]
changes_allowed: list[int] = []


def maker() -> object:
    value = make()
    for changes in changes_allowed:
        die_after(changes)
    return value


def run_and_die(bench: Workbench, changes: int) -> None:
    changes_allowed.append(changes)
    numbered(bench, 2 * changes).run(maker, cache=False)


def check_what_is_left(bench: Workbench, changes: int, found: Path) -> None:
    after = numbered(bench, 2 * changes + 1)
    after.history.sweep()
    dead = after.last_run()
    assert dead.status is ExecutionStatus.CRASHED, dead.status
    recorded = after.stack.metadata_store.list_artifacts(ArtifactFilter(run_id=dead.id))
    outputs = dead.steps[0].outputs
    assert len(recorded) == len(outputs)
    assert all(plain(output.read()) == plain(make()) for output in outputs.values())

    assert plain(after.run(maker, cache=False).steps[0].output.read()) == plain(make())
    prune(after.history)
    assert find_prunable(after.history).leftovers == ()
    left = {path.name for path in Path(after.stack.artifact_store.path, "runs", dead.id, "maker").glob("*")}
    assert left <= {".logs", *outputs}, left
    found.write_text(json.dumps([*json.loads(found.read_text()), "kept" if outputs else "unseen"]))


def numbered(bench: Workbench, number: int) -> Workbench:
    return Workbench(
        bench.stack, bench.source_root, ["earlier"] * (number - 1) + [f"run-{number - 1}"] if number else []
    )


if __name__ == "__main__":
    folder = Path(sys.argv[2])
    bench = Workbench(stack_in(folder), folder / "project")
    found = folder / "found.json"
    found.write_text("[]")
    for changes in deaths_of(lambda changes: run_and_die(bench, changes)):
        apart(lambda changes=changes: check_what_is_left(bench, changes, found))  # type: ignore[misc]  # the default
    print(json.dumps(Counter(json.loads(found.read_text()))))
