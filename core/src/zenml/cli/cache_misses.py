"""Show why a step was not taken from the cache."""

from __future__ import annotations

from zenml.cli.output import Tree
from zenml.post_execution.cache_misses import CacheMiss
from zenml.post_execution.runs import RunView
from zenml.post_execution.steps import StepView


def miss_data(run: RunView, step: StepView, miss: CacheMiss) -> dict[str, object]:
    """Return the explanation as plain data."""
    return {
        "run": run.name,
        "step": step.name,
        "cached": step.is_cached,
        "compared_with": miss.compared_with,
        "reasons": list(miss.reasons),
    }


def miss_tree(run: RunView, step: StepView, miss: CacheMiss) -> Tree:
    """Return the explanation as a line, and the reasons below it."""
    if step.is_cached:
        return Tree(f"{step.name} of {run.name} was taken from the cache")
    compared = f", compared with {miss.compared_with}" if miss.compared_with else ""
    return Tree(f"{step.name} of {run.name} was not taken from the cache{compared}:", tuple(map(Tree, miss.reasons)))
