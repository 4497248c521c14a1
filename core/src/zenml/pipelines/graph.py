"""Put the steps of a pipeline in an order that respects every edge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zenml.errors import WiringError


def execution_order(upstream: Mapping[str, Sequence[str]]) -> list[str]:
    """Return all steps, each after those it depends on, otherwise in the order in which they were called.

    Raises:
        WiringError: steps wait for each other in a circle, which it names.
    """
    order: dict[str, None] = {}
    waiting = list(upstream)
    while waiting:
        late = []
        for name in waiting:
            if all(other in order for other in upstream[name]):
                order[name] = None
            else:
                late.append(name)
        if len(late) == len(waiting):
            circle = " -> ".join(_circle(upstream, set(late)))
            raise WiringError(f"steps wait for each other: {circle}", hint="remove an after() that closes the circle")
        waiting = late
    return list(order)


def _circle(upstream: Mapping[str, Sequence[str]], stuck: set[str]) -> list[str]:
    """Follow the edges backwards from any step that can never start, until one comes twice."""
    path = [min(stuck)]
    while True:
        following = next(name for name in upstream[path[-1]] if name in stuck)
        if following in path:
            return [*path[path.index(following) :], following]
        path.append(following)
