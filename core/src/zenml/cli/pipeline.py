"""Run pipelines, and see which ones ran."""

from __future__ import annotations

import click

from zenml.cli.entries import Entry
from zenml.cli.groups import LazyGroup

_COMMANDS = {
    "run": Entry("zenml.cli.pipeline_run:run_pipeline", "Run the pipelines of a Python file"),
    "list": Entry("zenml.cli.pipeline_list:list_pipelines", "List the pipelines that ran"),
    "artifacts": Entry("zenml.cli.artifacts:artifacts", "List, show, tag and delete what steps produced"),
    "schedule": Entry("zenml.cli.schedule:schedule", "See and stop what runs on a schedule"),
    "runs": Entry("zenml.cli.runs:runs", "List runs, and see what happened in one"),
}


@click.group(cls=LazyGroup, path="pipeline", entries=_COMMANDS)
def pipeline() -> None:
    """Run pipelines, and see what happened."""
