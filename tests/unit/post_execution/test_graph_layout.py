"""Where the nodes of a graph stand, and how its edges pass them."""

from __future__ import annotations

from graphlib import CycleError
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zenml.post_execution.graph_layout import NODE_HEIGHT, NODE_WIDTH, Layout, Pair, layout_of


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[str], list[Pair]]:
    """Make graphs whose edges lead from an earlier to a later name; the names are in any order."""
    names = [f"step_{number}" for number in range(draw(st.integers(0, 20)))]
    possible = list(combinations(names, 2))
    pairs = draw(st.lists(st.sampled_from(possible), max_size=40)) if possible else []
    return draw(st.permutations(names)), pairs


@given(graphs())
def test_every_node_stands_below_its_parents_and_apart_from_all_others(graph: tuple[list[str], list[Pair]]) -> None:
    names, pairs = graph
    layout = layout_of(names, pairs)
    assert layout.places.keys() == set(names)
    for source, target in pairs:
        assert layout.places[source].y + NODE_HEIGHT < layout.places[target].y
    for one, other in combinations(layout.places.values(), 2):
        assert abs(one.x - other.x) > NODE_WIDTH or abs(one.y - other.y) > NODE_HEIGHT
    assert all(NODE_WIDTH / 2 < place.x < layout.width - NODE_WIDTH / 2 for place in layout.places.values())
    assert all(NODE_HEIGHT / 2 < place.y < layout.height - NODE_HEIGHT / 2 for place in layout.places.values())


@given(graphs())
def test_every_edge_leads_from_its_source_to_its_target_around_all_other_nodes(
    graph: tuple[list[str], list[Pair]],
) -> None:
    names, pairs = graph
    layout = layout_of(names, pairs)
    assert layout.routes.keys() == set(pairs)
    for (source, target), route in layout.routes.items():
        assert route[0] == (layout.places[source].x, layout.places[source].y + NODE_HEIGHT / 2)
        assert route[-1] == (layout.places[target].x, layout.places[target].y - NODE_HEIGHT / 2)
        assert [point.y for point in route] == sorted(point.y for point in route)
        assert not [point for point in route[1:-1] if hits_a_node(layout, *point)]


def hits_a_node(layout: Layout, x: float, y: float) -> bool:
    return any(
        abs(x - place.x) <= NODE_WIDTH / 2 and abs(y - place.y) <= NODE_HEIGHT / 2 for place in layout.places.values()
    )


def test_a_chain_is_one_straight_line() -> None:
    names = [f"step_{number}" for number in range(10)]
    places = layout_of(names, list(pairwise(names))).places
    assert len({place.x for place in places.values()}) == 1


def test_a_child_stands_below_the_middle_of_its_parents() -> None:
    places = layout_of(["left", "right", "below"], [("left", "below"), ("right", "below")]).places
    assert places["below"].x == (places["left"].x + places["right"].x) / 2


def test_edges_cross_no_more_than_they_must() -> None:
    places = layout_of(["a", "b", "x", "y"], [("a", "y"), ("b", "x")]).places
    assert (places["a"].x < places["b"].x) == (places["y"].x < places["x"].x)


def test_two_hundred_steps_at_once_make_a_drawing_that_is_not_two_hundred_wide() -> None:
    items = [f"item_{number}" for number in range(198)]
    pairs = [("load", item) for item in items] + [(item, "total") for item in items]
    layout = layout_of(["load", *items, "total"], pairs)
    assert layout.width < 30 * NODE_WIDTH
    assert layout.height < 50 * NODE_HEIGHT


def test_a_graph_without_nodes_is_an_empty_drawing() -> None:
    assert layout_of([], []).places == {}


def test_a_circle_cannot_be_drawn() -> None:
    with pytest.raises(CycleError):
        layout_of(["a", "b"], [("a", "b"), ("b", "a")])
