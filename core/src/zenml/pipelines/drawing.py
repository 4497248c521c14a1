"""Show the graph of a pipeline before it has run."""

from __future__ import annotations

import inspect
from graphlib import CycleError

from zenml.pipelines.arguments import PipelineArguments
from zenml.pipelines.edges import steps_after, upstream
from zenml.pipelines.options import PipelineDescription
from zenml.pipelines.recording import Recording, record
from zenml.post_execution.graph import Graph, Node, edges_between


def graph_html(pipeline: PipelineDescription, arguments: inspect.BoundArguments) -> str | None:
    """Return the graph of a pipeline as HTML for a notebook.

    ``None`` if an argument is missing, or its steps wait for each other in a circle.
    """
    if PipelineArguments(pipeline.name, pipeline.function, arguments, {}).faults:
        return None
    from zenml.post_execution.graph_svg import scrollable  # only who draws pays for it

    try:
        return scrollable(_graph(pipeline.name, record(pipeline.function, arguments)))
    except CycleError:
        return None


def _graph(name: str, recording: Recording) -> Graph:
    reads = {
        each.name: [(output.call.name, output.declared.name) for output in each.inputs.values()]
        for each in recording.calls.values()
    }
    waits = upstream(recording, steps_after(recording))
    return Graph(f"pipeline {name}", tuple(map(Node, recording.calls)), edges_between(reads, waits))
