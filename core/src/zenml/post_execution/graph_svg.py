"""Draw a graph as SVG: a picture without scripts, and without anything that lies elsewhere.

Nothing in it has an id, so that a page may hold many of them, as a notebook does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, repeat
from pathlib import Path

from zenml.enums import ExecutionStatus
from zenml.models.deployment import ONLY_OUTPUT
from zenml.post_execution.graph import Edge, Graph, Node
from zenml.post_execution.graph_layout import NODE_HEIGHT, NODE_WIDTH, Layout, Point, layout_of
from zenml.post_execution.markup import fitting, text

_MARKS = {
    ExecutionStatus.INITIALIZING: "…",
    ExecutionStatus.RUNNING: "▶",
    ExecutionStatus.COMPLETED: "✓",
    ExecutionStatus.CACHED: "↺",
    ExecutionStatus.FAILED: "✕",
    ExecutionStatus.STOPPED: "■",
    ExecutionStatus.CRASHED: "!",
    ExecutionStatus.SKIPPED: "–",
}
"""Who sees no colours sees these, and the state's name."""
_MOST_LABELS = 40
_NAME_COLUMNS, _LABEL_COLUMNS = 20, 26


def svg_of(graph: Graph, links: Sequence[str] = ()) -> str:
    """Return a graph as SVG.

    Args:
        graph: what to draw.
        links: where each node leads to; without them nodes are no links.

    Raises:
        graphlib.CycleError: steps wait for each other in a circle.
    """
    layout = layout_of([node.name for node in graph.nodes], graph.pairs)
    box = (
        f'width="{layout.width:.0f}" height="{layout.height:.0f}" viewBox="0 0 {layout.width:.0f} {layout.height:.0f}"'
    )
    attributes = f'xmlns="http://www.w3.org/2000/svg" class="zenml-graph" role="group" {box}'
    nodes = zip(graph.nodes, links or repeat(""), strict=False)
    return "\n".join(
        [
            f'<svg {attributes} aria-label="{text(graph.title)}">',
            f"<title>{text(graph.title)}</title>",
            f"<style>\n{Path(__file__).with_name('graph.css').read_text(encoding='utf-8')}</style>",
            *_edges(graph, layout),
            *(_node(node, layout.places[node.name], link) for node, link in nodes),
            "</svg>\n",
        ]
    )


def scrollable(graph: Graph) -> str:
    """Return a graph as HTML for a notebook, where a large one is scrolled."""
    return f'<div style="overflow: auto; max-height: 40em">{svg_of(graph)}</div>'


def _edges(graph: Graph, layout: Layout) -> Iterator[str]:
    yield from (_edge(edge, layout.routes[edge.source, edge.target]) for edge in graph.edges)
    labelled = [edge for edge in graph.edges if edge.artifacts not in ((), (ONLY_OUTPUT,))]
    if len(labelled) <= _MOST_LABELS:
        yield from (_label(edge, layout.routes[edge.source, edge.target]) for edge in labelled)


def _edge(edge: Edge, route: Sequence[Point]) -> str:
    what = ", ".join(edge.artifacts) or "no artifact, it waits"
    kind = "edge" if edge.artifacts else "edge waits"
    end = route[-1]
    line = "".join(_curve(start, end) for start, end in pairwise(route))
    return (
        f'<g><title>{text(edge.source)} to {text(edge.target)}: {text(what)}</title><path class="{kind}"'
        f' d="M{_at(route[0])}{line}"/><path class="head" d="M{_at(end)}l-4 -8h8z"/></g>'
    )


def _curve(start: Point, end: Point) -> str:
    """Draw from one point to the next so that both are passed straight downward."""
    half = (start.y + end.y) / 2
    return f"C{_at(Point(start.x, half))} {_at(Point(end.x, half))} {_at(end)}"


def _label(edge: Edge, route: Sequence[Point]) -> str:
    last, end = route[-2:]
    label = fitting(", ".join(edge.artifacts), _LABEL_COLUMNS)
    place = Point((last.x + end.x) / 2, (last.y + end.y) / 2 + 4)
    return f'<text class="artifact" {_place(place)} aria-hidden="true">{text(label)}</text>'


def _node(node: Node, middle: Point, link: str) -> str:
    left, top = middle.x - NODE_WIDTH / 2, middle.y - NODE_HEIGHT / 2
    said = f"{node.name}: {node.note}" if node.note else node.name
    is_told = f'class="step {node.status or "planned"}" tabindex="0" aria-label="{text(said)}"'
    mark = _MARKS[node.status] if node.status else "○"
    lines = [("name", fitting(node.name, _NAME_COLUMNS), -4 if node.note else 5), ("note", node.note, 15)]
    drawn = "".join(
        [
            f"<title>{text(said)}</title>",
            f'<rect class="card" {_place(Point(left, top))} width="{NODE_WIDTH}" height="{NODE_HEIGHT}" rx="8"/>',
            f'<text class="mark" {_place(Point(left + 22, middle.y + 6))} aria-hidden="true">{mark}</text>',
            *(
                f'<text class="{kind}" {_place(Point(left + 40, middle.y + down))}>{text(line)}</text>'
                for kind, line, down in lines
                if line
            ),
        ]
    )
    return f'<a href="{text(link)}" {is_told}>{drawn}</a>' if link else f'<g role="img" {is_told}>{drawn}</g>'


def _at(point: Point) -> str:
    return f"{point.x:.1f} {point.y:.1f}"


def _place(point: Point) -> str:
    return f'x="{point.x:.1f}" y="{point.y:.1f}"'
