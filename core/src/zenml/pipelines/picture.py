"""Draw a pipeline that has not run."""

from __future__ import annotations

import inspect
from collections.abc import Callable

from zenml.pipelines.edges import steps_after, upstream
from zenml.pipelines.recording import record
from zenml.post_execution.graph_drawing import Node, draw


def graph_of(name: str, function: Callable[..., object], arguments: inspect.BoundArguments) -> str:
    """Return the graph of a pipeline as an ``<svg>`` element, also if the checks before a run would refuse it."""
    recording = record(function, arguments)
    waiting = upstream(recording, steps_after(recording))
    nodes = []
    for step, call in recording.calls.items():
        parents = dict.fromkeys(waiting[step], "")
        for argument, output in call.inputs.items():
            if output.call.name in parents:
                read = parents[output.call.name]
                parents[output.call.name] = f"{read}, {argument}" if read else argument
        nodes.append(Node(step, parents))
    return draw(nodes, f"pipeline {name}")
