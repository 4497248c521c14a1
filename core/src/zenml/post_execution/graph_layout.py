"""Give each node of an acyclic graph a place, and each edge a way around the nodes.

This is the layered drawing of Sugiyama, Tagawa and Toda (1981): rows, an order within each row with few crossings, and
places. We have it ourselves because no library for it is both light and cared for: those in Python have had no release
for years, the others are compiled or bring numpy.

A long edge bends in every row that it passes. Edges that share an end share these bends, so that a step that two
hundred others read has one way that branches off, and not two hundred side by side.
"""

from __future__ import annotations

import math
from bisect import bisect, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from itertools import pairwise
from typing import NamedTuple

NODE_WIDTH, NODE_HEIGHT = 216, 56
ROW_HEIGHT = 112
_MARGIN, _GAP, _BEND_WIDTH, _BEND_WEIGHT = 16, 24, 8, 1000
_FEWEST_IN_A_FULL_ROW = 6
_SWEEPS = 12

Name = str
Pair = tuple[Name, Name]


class Point(NamedTuple):
    """Hold a place in the drawing; ``y`` grows downward."""

    x: float
    y: float


@dataclass(frozen=True)
class Layout:
    """Say where everything is."""

    width: float
    height: float
    places: Mapping[Name, Point]
    """The middle of each node."""
    routes: Mapping[Pair, Sequence[Point]]
    """The points that each edge passes straight downward, from below its source to above its target."""


class _Slot(NamedTuple):
    """Be a part of a row: a node, or the bend of all edges that ``leave`` or ``enter`` a node."""

    row: int
    name: Name
    what: str = "node"

    @property
    def width(self) -> int:
        return NODE_WIDTH if self.what == "node" else _BEND_WIDTH


Rows = list[list[_Slot]]
Links = Mapping[_Slot, Sequence[_Slot]]


def layout_of(names: Sequence[Name], pairs: Iterable[Pair]) -> Layout:
    """Place nodes from top to bottom, each below all those from which an edge leads to it.

    Raises:
        graphlib.CycleError: there is no such order.
    """
    pairs = list(dict.fromkeys(pairs))
    rows_of = _rows_of(names, pairs)
    leaving, entering = Counter(source for source, _ in pairs), Counter(target for _, target in pairs)
    ways = {pair: _way(pair, rows_of, leaving, entering) for pair in pairs}
    above, below = _links(ways.values())
    rows = _ordered(_filled([_Slot(rows_of[name], name) for name in names], ways.values()), above, below)
    middles = _middles(rows, above, below)
    right = max((middle + slot.width / 2 for slot, middle in middles.items()), default=0)
    return Layout(
        right + _MARGIN,
        2 * _MARGIN + max(0, len(rows) - 1) * ROW_HEIGHT + NODE_HEIGHT,
        {
            slot.name: Point(middle, _top(slot.row) + NODE_HEIGHT / 2)
            for slot, middle in middles.items()
            if _is_node(slot)
        },
        {pair: _route(way, middles) for pair, way in ways.items()},
    )


def _is_node(slot: _Slot) -> bool:
    return slot.what == "node"


def _rows_of(names: Sequence[Name], pairs: Sequence[Pair]) -> dict[Name, int]:
    """Give each node the row below its lowest parent, or the next one with room: wide graphs become square ones."""
    parents: dict[Name, list[Name]] = {name: [] for name in names}
    for source, target in pairs:
        parents[target].append(source)
    full = max(_FEWEST_IN_A_FULL_ROW, math.ceil(math.sqrt(len(names))))
    taken = Counter[int]()
    rows: dict[Name, int] = {}
    for name in TopologicalSorter(parents).static_order():
        row = 1 + max((rows[parent] for parent in parents[name]), default=-1)
        while taken[row] >= full:
            row += 1
        rows[name] = row
        taken[row] += 1
    return rows


def _way(pair: Pair, rows: Mapping[Name, int], leaving: Counter[Name], entering: Counter[Name]) -> list[_Slot]:
    """Return what an edge passes; its bends are shared at that end at which more edges meet."""
    source, target = pair
    shared = (source, "leave") if leaving[source] >= entering[target] else (target, "enter")
    bends = [_Slot(row, *shared) for row in range(rows[source] + 1, rows[target])]
    return [_Slot(rows[source], source), *bends, _Slot(rows[target], target)]


def _links(ways: Iterable[Sequence[_Slot]]) -> tuple[Links, Links]:
    """Return what each slot is connected with in the row above it, and in the row below it."""
    above: dict[_Slot, dict[_Slot, None]] = defaultdict(dict)
    below: dict[_Slot, dict[_Slot, None]] = defaultdict(dict)
    for way in ways:
        for upper, lower in pairwise(way):
            above[lower][upper] = None
            below[upper][lower] = None
    return _as_lists(above), _as_lists(below)


def _as_lists(links: Mapping[_Slot, Mapping[_Slot, None]]) -> Links:
    return {slot: [*found] for slot, found in links.items()}


def _filled(nodes: Sequence[_Slot], ways: Iterable[Sequence[_Slot]]) -> Rows:
    """Return all slots row by row; bends begin in the middle, where most of them are nearest to what they connect."""
    rows: Rows = [[] for _ in range(1 + max((node.row for node in nodes), default=-1))]
    for node in nodes:
        rows[node.row].append(node)
    middles = [len(row) // 2 for row in rows]
    for bend in dict.fromkeys(slot for way in ways for slot in way[1:-1]):
        rows[bend.row].insert(middles[bend.row], bend)
    return rows


def _ordered(rows: Rows, above: Links, below: Links) -> Rows:
    """Sort each row by where its neighbours stand, down and up again, and keep the best of all that was seen."""
    best, fewest = rows, _crossings(rows, below)
    for sweep in range(_SWEEPS):
        if not fewest:
            break
        rows = _swept(rows, above) if sweep % 2 == 0 else _swept(rows[::-1], below)[::-1]
        crossings = _crossings(rows, below)
        if crossings < fewest:
            best, fewest = rows, crossings
    return best


def _swept(rows: Rows, links: Links) -> Rows:
    """Sort one row after the other by the mean place of what each slot is connected with in the row before."""
    done: Rows = []
    for row in rows:
        before = {slot: place / len(done[-1]) for place, slot in enumerate(done[-1])} if done else {}
        own = {slot: place / len(row) for place, slot in enumerate(row)}
        done.append(sorted(row, key=lambda slot: _mean([before[each] for each in links.get(slot, ())], own[slot])))
    return done


def _crossings(rows: Rows, below: Links) -> int:
    """Count the pairs of edges that cross: of edges sorted by their upper end, those with lower ends in wrong order."""
    count = 0
    for upper, lower in pairwise(rows):
        place = {slot: number for number, slot in enumerate(lower)}
        seen: list[int] = []
        for slot in upper:
            ends = [place[each] for each in below.get(slot, ())]
            count += sum(len(seen) - bisect(seen, end) for end in ends)
            for end in ends:
                insort(seen, end)
    return count


def _middles(rows: Rows, above: Links, below: Links) -> dict[_Slot, float]:
    """Return the middle of each slot: near those of its neighbours, in the order of its row, from 0 to the right."""
    middles: dict[_Slot, float] = {}
    for row in rows:
        middles.update(_apart(row, [_Wish(0)] * len(row)))
    for sweep in range(_SWEEPS):
        links = (above, below)[sweep % 2]
        for row in rows if links is above else rows[::-1]:
            middles.update(_apart(row, [_wish(slot, links.get(slot, ()), middles) for slot in row]))
    left = min((middle - slot.width / 2 for slot, middle in middles.items()), default=0)
    return {slot: middle - left + _MARGIN for slot, middle in middles.items()}


class _Wish(NamedTuple):
    """Say where a slot wants to be, and how strongly."""

    place: float
    weight: int = 1


def _wish(slot: _Slot, neighbours: Sequence[_Slot], middles: Mapping[_Slot, float]) -> _Wish:
    """Return the middle of a slot's neighbours; bends want above all to stand below each other, in a straight line."""
    bends = [] if _is_node(slot) else [each for each in neighbours if not _is_node(each)]
    return _Wish(_mean([middles[each] for each in bends or neighbours], middles[slot]), _BEND_WEIGHT if bends else 1)


def _apart(row: Sequence[_Slot], wishes: Sequence[_Wish]) -> dict[_Slot, float]:
    """Return the places nearest to those that are wanted, by weighted least squares, at which no two slots touch.

    Without the room that each slot needs this is isotonic regression, which pools neighbours in the wrong order.
    """
    if not row:
        return {}
    offsets = [0.0]
    for one, other in pairwise(row):
        offsets.append(offsets[-1] + (one.width + other.width) / 2 + _GAP)
    pools: list[_Pool] = []
    for (place, weight), offset in zip(wishes, offsets, strict=True):
        pools.append(_Pool(1, (place - offset) * weight, weight))
        while len(pools) > 1 and pools[-2].place >= pools[-1].place:
            pools[-2:] = [pools[-2].with_next(pools[-1])]
    places = [pool.place for pool in pools for _ in range(pool.size)]
    return {slot: place + offset for slot, place, offset in zip(row, places, offsets, strict=True)}


class _Pool(NamedTuple):
    """Hold neighbours in a row that move together."""

    size: int
    pull: float
    """The sum of the places that they want, each times its weight."""
    weight: int

    @property
    def place(self) -> float:
        return self.pull / self.weight

    def with_next(self, other: _Pool) -> _Pool:
        return _Pool(self.size + other.size, self.pull + other.pull, self.weight + other.weight)


def _mean(numbers: Sequence[float], otherwise: float) -> float:
    return sum(numbers) / len(numbers) if numbers else otherwise


def _route(way: Sequence[_Slot], middles: Mapping[_Slot, float]) -> list[Point]:
    """Return the points of an edge: two at each bend, so that it passes the row straight."""
    first, *bends, last = way
    passed = [Point(middles[bend], y) for bend in bends for y in (_top(bend.row), _top(bend.row) + NODE_HEIGHT)]
    return [Point(middles[first], _top(first.row) + NODE_HEIGHT), *passed, Point(middles[last], _top(last.row))]


def _top(row: int) -> float:
    return _MARGIN + row * ROW_HEIGHT
