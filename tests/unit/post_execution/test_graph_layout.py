from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from zenml.post_execution.graph_layout import MARGIN, NODE_HEIGHT, NODE_WIDTH, Layout, place

DIAMOND = {"a": [], "b": ["a"], "c": ["a"], "d": ["b", "c"]}


def overlaps(layout: Layout) -> list[tuple[str, str]]:
    return [
        (one, other)
        for (one, (x0, y0)), (other, (x1, y1)) in combinations(layout.places.items(), 2)
        if abs(x0 - x1) < NODE_WIDTH and abs(y0 - y1) < NODE_HEIGHT
    ]


def test_a_graph_without_steps_has_a_place() -> None:
    assert place({}) == Layout({}, {}, 2 * MARGIN, 2 * MARGIN)


def test_each_step_stands_below_those_that_it_waits_for() -> None:
    layout = place(DIAMOND)
    rows = {name: y for name, (_, y) in layout.places.items()}
    assert rows["a"] < rows["b"] == rows["c"] < rows["d"]
    assert {x for name, (x, _) in layout.places.items() if name in "ad"} == {layout.width / 2 - NODE_WIDTH / 2}


def test_an_edge_that_passes_a_layer_goes_around_its_steps() -> None:
    layout = place({"a": [], "b": ["a"], "c": ["a", "b"]})
    passed = [
        x for x, y in layout.routes["a", "c"] if y in (layout.places["b"][1], layout.places["b"][1] + NODE_HEIGHT)
    ]
    left = layout.places["b"][0]
    assert len(passed) == 2
    assert not [x for x in passed if left <= x <= left + NODE_WIDTH]


def test_edges_that_need_not_cross_do_not() -> None:
    layout = place({"a": [], "b": [], "c": [], "x": ["c"], "y": ["b"], "z": ["a"]})
    order = sorted(layout.places, key=lambda name: (layout.places[name][1], layout.places[name][0]))
    below = {"a": "z", "b": "y", "c": "x"}
    assert order[3:] == [below[name] for name in order[:3]]


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, list[str]]:
    steps = draw(st.integers(1, 30))
    earlier = [draw(st.lists(st.integers(0, max(step - 1, 0)), max_size=4 if step else 0)) for step in range(steps)]
    return {f"s{step}": [f"s{parent}" for parent in parents] for step, parents in enumerate(earlier)}


@settings(deadline=None)
@given(graphs())
def test_in_any_graph_no_steps_overlap_all_edges_lead_down_and_nothing_leaves_the_picture(
    graph: dict[str, list[str]],
) -> None:
    layout = place(graph)
    assert list(layout.places) == list(graph)
    assert overlaps(layout) == []
    assert set(layout.routes) == {(parent, name) for name, parents in graph.items() for parent in parents}
    for route in layout.routes.values():
        assert all(upper < lower for (_, upper), (_, lower) in pairwise(route))
    points = [point for route in layout.routes.values() for point in route] + list(layout.places.values())
    assert all(0 <= x <= layout.width and 0 <= y <= layout.height for x, y in points)
    assert place(graph) == layout
