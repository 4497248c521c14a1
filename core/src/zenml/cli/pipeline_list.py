"""See which pipelines ran."""

from __future__ import annotations

import click

from zenml.cli.commands import ExampleCommand
from zenml.cli.histories import history_in_force
from zenml.cli.output import Output, Table, output_option, show
from zenml.cli.run_details import run_data
from zenml.cli.session import Session
from zenml.post_execution.pipelines import PipelineView, all_pipelines
from zenml.post_execution.quantities import timestamp


@click.command("list", cls=ExampleCommand, examples=("zenml pipeline list",))
@output_option
@click.pass_obj
def list_pipelines(session: Session, output: Output) -> None:
    """List the pipelines that ran on the active stack's metadata store."""
    pipelines = all_pipelines(history_in_force(session))
    show(output, lambda: [_data(each) for each in pipelines], lambda: _table(pipelines))


def _data(pipeline: PipelineView) -> dict[str, object]:
    return {"name": pipeline.name, "runs": len(pipeline.runs), "last_run": run_data(pipeline.runs[-1])}


def _table(pipelines: list[PipelineView]) -> Table:
    return Table(
        columns=["PIPELINE", "RUNS", "LAST RUN", "STATUS", "STARTED"],
        rows=[_row(pipeline) for pipeline in pipelines],
        when_empty="No pipeline has run on this stack's metadata store; see zenml pipeline run --help.",
    )


def _row(pipeline: PipelineView) -> list[str]:
    last = pipeline.runs[-1]
    return [pipeline.name, str(len(pipeline.runs)), last.name, last.status.value, timestamp(last.started_at)]
