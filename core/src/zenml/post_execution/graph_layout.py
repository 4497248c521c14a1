"""Place the steps of a graph in layers, each step below all that it depends on, and lead the edges between them.

The method is Sugiyama's (Sugiyama, Tagawa and Toda 1981) without its last refinements: layers by the longest
path; bends, which are like narrow steps, where an edge passes a layer; then a few sweeps that move everything
towards the mean place of its neighbors, which removes most crossings. The libraries that do more need Graphviz
or a compiler, or have had no release for years.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

NODE_WIDTH, NODE_HEIGHT = 208, 52
GAP_X, GAP_Y = 28, 56
MARGIN = 16
_BEND_WIDTH = 8
_SWEEPS = 8

Point = tuple[float, float]


@dataclass(frozen=True)
class Layout:
    """Hold where everything is, in pixels."""

    places: Mapping[str, Point]
    """The upper left corner of each step."""
    routes: Mapping[tuple[str, str], Sequence[Point]]
    """For each parent and child the points that their edge passes, from the one to the other."""
    width: float
    height: float


@dataclass(frozen=True)
class _Graph:
    """Hold steps and bends: a bend is named by the edge that it belongs to and its layer."""

    layers: list[list[object]]
    above: dict[object, list[object]] = field(default_factory=dict)
    below: dict[object, list[object]] = field(default_factory=dict)

    def connect(self, upper: object, lower: object) -> None:
        self.below.setdefault(upper, []).append(lower)
        self.above.setdefault(lower, []).append(upper)


def place(parents: Mapping[str, Sequence[str]]) -> Layout:
    """Return where to draw each step and edge.

    Args:
        parents: for each step the names of the steps that it waited for, all of them steps themselves.
    """
    depths = _depths(parents)
    edges = [(parent, name) for name in parents for parent in dict.fromkeys(parents[name])]
    graph = _with_bends(depths, edges)
    _remove_crossings(graph)
    width = 2 * MARGIN + max((_width(layer) for layer in graph.layers), default=0)
    at = {each: place for row, layer in enumerate(graph.layers) for each, place in _row(layer, row, width)}
    routes = {edge: _route(edge, depths, at) for edge in edges}
    height = 2 * MARGIN + len(graph.layers) * NODE_HEIGHT + max(len(graph.layers) - 1, 0) * GAP_Y
    return Layout({name: at[name] for name in parents}, routes, width, height)


def _depths(parents: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return the layer of each step: one below the lowest of its parents."""
    depths: dict[str, int] = {}
    waiting = list(parents)
    while waiting:
        ready = [name for name in waiting if all(parent in depths for parent in parents[name])]
        depths |= {name: 1 + max((depths[parent] for parent in parents[name]), default=-1) for name in ready}
        waiting = [name for name in waiting if name not in depths]
    return depths


def _with_bends(depths: Mapping[str, int], edges: Iterable[tuple[str, str]]) -> _Graph:
    graph = _Graph([[] for _ in range(1 + max(depths.values(), default=-1))])
    for name, depth in depths.items():
        graph.layers[depth].append(name)
    for edge in edges:
        parent, child = edge
        path: list[object] = [parent, *((edge, depth) for depth in range(depths[parent] + 1, depths[child])), child]
        for depth, bend in enumerate(path[1:-1], start=depths[parent] + 1):
            graph.layers[depth].append(bend)
        for upper, lower in pairwise(path):
            graph.connect(upper, lower)
    return graph


def _remove_crossings(graph: _Graph) -> None:
    """Bring the layers into an order with few crossings: swept downwards and upwards, in turn."""
    for sweep in range(_SWEEPS):
        neighbors, layers = (graph.above, graph.layers) if sweep % 2 == 0 else (graph.below, graph.layers[::-1])
        positions: dict[object, float] = {}
        for layer in layers:
            keys = {each: _mean(positions, neighbors.get(each, ()), place) for each, place in _spread(layer)}
            layer.sort(key=keys.__getitem__)
            positions |= dict(_spread(layer))


def _spread(layer: Sequence[object]) -> list[tuple[object, float]]:
    """Return where each part of a layer stands, between 0 and 1."""
    return [(each, (column + 0.5) / len(layer)) for column, each in enumerate(layer)]


def _mean(positions: Mapping[object, float], neighbors: Sequence[object], otherwise: float) -> float:
    known = [positions[each] for each in neighbors if each in positions]
    return sum(known) / len(known) if known else otherwise


def _width(layer: Sequence[object]) -> float:
    return sum(map(_width_of, layer)) + max(len(layer) - 1, 0) * GAP_X


def _width_of(each: object) -> float:
    return NODE_WIDTH if isinstance(each, str) else _BEND_WIDTH


def _row(layer: Sequence[object], row: int, width: float) -> Iterable[tuple[object, Point]]:
    """Yield the upper left corners of a layer, which stands in the middle."""
    x = (width - _width(layer)) / 2
    for each in layer:
        yield each, (x, MARGIN + row * (NODE_HEIGHT + GAP_Y))
        x += _width_of(each) + GAP_X


def _route(edge: tuple[str, str], depths: Mapping[str, int], at: Mapping[object, Point]) -> list[Point]:
    """Return where an edge leaves its parent, passes the layers between straight down, and reaches its child."""
    parent, child = edge
    (x0, y0), (x1, y1) = at[parent], at[child]
    bends = [at[(edge, depth)] for depth in range(depths[parent] + 1, depths[child])]
    passed = [(x + _BEND_WIDTH / 2, y + side) for x, y in bends for side in (0, NODE_HEIGHT)]
    return [(x0 + NODE_WIDTH / 2, y0 + NODE_HEIGHT), *passed, (x1 + NODE_WIDTH / 2, y1)]
