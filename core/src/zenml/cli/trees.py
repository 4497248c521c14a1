"""Draw trees."""

from __future__ import annotations

from rich.tree import Tree as Drawing

from zenml.cli.console import make_console, printable
from zenml.cli.output import Tree


def draw_tree(tree: Tree) -> None:
    """Print a tree to stdout."""
    console = make_console()

    def grow(drawing: Drawing, branches: tuple[Tree, ...]) -> Drawing:
        for branch in branches:
            grow(drawing.add(printable(branch.line, console)), branch.branches)
        return drawing

    console.print(grow(Drawing(printable(tree.line, console)), tree.branches), crop=False)
