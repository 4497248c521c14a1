"""Describe the graph of a run, or of a pipeline that has not run, as what a drawing of it needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from zenml.enums import ExecutionStatus
from zenml.models.runs import RunRecord, StepRecord
from zenml.post_execution.quantities import duration


@dataclass(frozen=True)
class Node:
    """Stand for a step."""

    name: str
    status: ExecutionStatus | None = None
    """``None`` before there is a run."""
    note: str = ""
    """What stands below its name."""


@dataclass(frozen=True)
class Edge:
    """Lead from a step to one that waits for it."""

    source: str
    target: str
    artifacts: tuple[str, ...] = ()
    """The outputs that the second reads; none if it only waits."""


@dataclass(frozen=True)
class Graph:
    """Hold steps and the edges between them."""

    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Return the names that each edge connects."""
        return [(edge.source, edge.target) for edge in self.edges]


def graph_of_run(run: RunRecord, steps: Sequence[StepRecord]) -> Graph:
    """Return the graph of a run as far as it has come."""
    reads = {step.name: [(each.step, each.output) for each in step.inputs.values()] for step in steps}
    waits = {step.name: step.upstream for step in steps}
    nodes = tuple(Node(step.name, step.status, _note(step)) for step in steps)
    return Graph(f"{run.name}: {run.status}", nodes, edges_between(reads, waits))


def edges_between(
    reads: Mapping[str, Iterable[tuple[str, str]]], waits: Mapping[str, Iterable[str]]
) -> tuple[Edge, ...]:
    """Return one edge for each two steps, of all steps.

    Args:
        reads: for each step, from which step it reads which output.
        waits: for each step, those that it waits for, whether or not it reads what they return.
    """
    found: dict[tuple[str, str], dict[str, None]] = {}
    for name, bindings in reads.items():
        for source, output in bindings:
            found.setdefault((source, name), {})[output] = None
        for source in waits.get(name, ()):
            found.setdefault((source, name), {})
    return tuple(Edge(source, target, tuple(names)) for (source, target), names in found.items() if source in reads)


def _note(step: StepRecord) -> str:
    took = "" if step.status is ExecutionStatus.CACHED else duration(step.duration_seconds)
    return " · ".join(filter(None, [step.status.value, took]))
