"""Ask the active stack's metadata store what people ask, and print the milliseconds of each question as JSON.

With ``--memory`` print instead the most bytes that Python held while all runs were looked at, one after the other.
"""

from __future__ import annotations

import json
import sys
import time
import tracemalloc
from collections.abc import Callable

from zenml.models.runs import ArtifactFilter, Page, RunFilter
from zenml.post_execution import Artifacts, all_pipelines, all_runs, find_pipeline, find_run
from zenml.repository.announcing import mark_as_announced, open_announced_context
from zenml.repository.history import open_history

REPETITIONS = 15
NEWEST = Page(limit=50, newest_first=True)
mark_as_announced()
history = open_history(open_announced_context())
some_run = all_runs(history)[len(all_runs(history)) // 2].name
QUESTIONS: dict[str, Callable[[], object]] = {
    "runs list, newest 50": lambda: all_runs(history).read(NEWEST),
    "runs list of one pipeline": lambda: all_runs(history, RunFilter(pipeline="pipeline-3")).read(NEWEST),
    "runs list by a tag that none has": lambda: all_runs(history, RunFilter(tag="none")).read(NEWEST),
    "runs[-1] of a pipeline": lambda: find_pipeline(history, "pipeline-3").runs[-1],
    "steps of a run": lambda: find_run(history, some_run).steps,
    "inputs and outputs of a run's steps": lambda: [
        (each.inputs, each.outputs) for each in find_run(history, some_run).steps
    ],
    "pipelines": lambda: all_pipelines(history),
    "artifacts list, newest 50": lambda: Artifacts(history).read(NEWEST),
    "versions of an artifact": lambda: Artifacts(history, ArtifactFilter("pipeline-3.step_4.output")).read(NEWEST),
}


def milliseconds(ask: Callable[[], object]) -> list[float]:
    ask()
    taken = []
    for _ in range(REPETITIONS):
        began = time.process_time()
        ask()
        taken.append(1000 * (time.process_time() - began))
    return taken


def peak_bytes() -> int:
    tracemalloc.start()
    for run in all_runs(history):
        _ = run.name
    return tracemalloc.get_traced_memory()[1]


if __name__ == "__main__":
    if "--memory" in sys.argv:
        print(peak_bytes())
    else:
        print(json.dumps({name: milliseconds(ask) for name, ask in QUESTIONS.items()}))
