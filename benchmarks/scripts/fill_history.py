"""Write a history of ``argv[1]`` runs of ten steps into the active stack's metadata store.

Rows are inserted by the hundred, as no run ever does: what is measured is how they are read.
"""

from __future__ import annotations

import sys
from collections import Counter
from datetime import datetime, timezone
from typing import cast

from sqlalchemy import Connection, insert

from zenml.enums import ExecutionStatus
from zenml.models.runs import ArtifactFile, ArtifactRecord, RunRecord, StepEnd, StepRecord, StepStart, artifact_name
from zenml.processes import current_process
from zenml.repository import Repository
from zenml_sql import metadata_schema as schema
from zenml_sql.metadata_rows import artifact_values, end_values, link_values, run_values, start_values, step_values
from zenml_sql.metadata_store import SQLMetadataStore

STEPS = 10
PIPELINES = 20
RUNS_AT_ONCE = 200
NOW = datetime.now(timezone.utc)
DONE = ExecutionStatus.COMPLETED
versions: Counter[str] = Counter()


def main(runs: int) -> None:
    store = cast("SQLMetadataStore", Repository().active_stack.metadata_store)
    store.list_runs()
    for first in range(0, runs, RUNS_AT_ONCE):
        with store.database.writing() as connection:
            for number in range(first, min(first + RUNS_AT_ONCE, runs)):
                insert_run(connection, number)


def insert_run(connection: Connection, number: int) -> None:
    run = RunRecord(f"id-{number}", f"run-{number}", f"pipeline-{number % PIPELINES}", DONE, "default", NOW)
    connection.execute(insert(schema.runs), [run_values(run) | {"beat_at": 0}])
    steps = [step_of(run, position) for position in range(STEPS)]
    made = [artifact_of(run, step) for step in steps]
    connection.execute(insert(schema.steps), [row_of(step, number * STEPS + step.position + 1) for step in steps])
    rows = [
        artifact_values(each) | {"sequence": number * STEPS + at + 1, "version": next_version(each)}
        for at, each in enumerate(made)
    ]
    connection.execute(insert(schema.artifacts), rows)
    outputs = [row for each in made for row in link_values(each.step_id, {"output": each.id})]
    inputs = [
        row for read, step in zip(made, steps[1:], strict=False) for row in link_values(step.id, {"data": read.id})
    ]
    connection.execute(insert(schema.step_outputs), outputs)
    connection.execute(insert(schema.step_inputs), inputs)


def step_of(run: RunRecord, position: int) -> StepRecord:
    name = f"step_{position}"
    return StepRecord(f"{run.id}/{name}", run.id, name, position, DONE, f"steps:{name}", name, {"gamma": 0.1})


def row_of(step: StepRecord, sequence: int) -> dict[str, object]:
    start = StepStart(step.id, NOW, current_process(), f"key-{sequence}", "store", {}, {"code step": "0123456789ab"})
    return (
        step_values(step)
        | start_values(start)
        | end_values(StepEnd(step.id, DONE, NOW, 1.0))
        | {"start_sequence": sequence}
    )


def artifact_of(run: RunRecord, step: StepRecord) -> ArtifactRecord:
    return ArtifactRecord(
        f"{step.id}/output",
        "output",
        run.id,
        step.id,
        f"runs/{run.id}/{step.name}/output",
        "store",
        "builtins:float",
        "zenml.materializers.json_values:JsonMaterializer",
        (ArtifactFile("value.json", 18, "0" * 64),),
        NOW,
        {"rows": 3},
        artifact_name(run.pipeline, step.name, "output"),
    )


def next_version(artifact: ArtifactRecord) -> int:
    versions[artifact.artifact_name] += 1
    return versions[artifact.artifact_name]


if __name__ == "__main__":
    main(int(sys.argv[1]))
