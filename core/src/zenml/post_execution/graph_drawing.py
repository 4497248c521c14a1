"""Draw the graph of a pipeline as SVG that needs nothing but itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from zenml.enums import ExecutionStatus
from zenml.post_execution.graph_layout import MARGIN, NODE_HEIGHT, NODE_WIDTH, Layout, Point, place
from zenml.redaction import redacted

_LONGEST_NAME, _LONGEST_NOTE = 24, 32
_SIGNS = {
    ExecutionStatus.INITIALIZING: "○",
    ExecutionStatus.RUNNING: "▶",
    ExecutionStatus.COMPLETED: "✓",
    ExecutionStatus.CACHED: "↺",
    ExecutionStatus.FAILED: "✗",
    ExecutionStatus.STOPPED: "■",
    ExecutionStatus.CRASHED: "⚡",
    ExecutionStatus.SKIPPED: "–",
}
COLORS = """
.zenml-graph { --ink: #1f2328; --soft: #59636e; --line: #818b98; --paper: #ffffff; --node: #f6f8fa;
  --good: #1a7f37; --reused: #0969da; --bad: #cf222e; --idle: #818b98; }
@media (prefers-color-scheme: dark) {
  .zenml-graph { --ink: #e6edf3; --soft: #9198a1; --line: #6e7681; --paper: #0d1117; --node: #161b22;
    --good: #3fb950; --reused: #58a6ff; --bad: #f85149; --idle: #6e7681; }
}
"""
STYLE = f"""{COLORS}
svg.zenml-graph {{ font: 13px system-ui, sans-serif; background: var(--paper); max-width: 100%; height: auto; }}
.zenml-graph .node rect {{ fill: var(--node); stroke: var(--idle); stroke-width: 1.5; }}
.zenml-graph .node .bar {{ fill: var(--idle); stroke: none; }}
.zenml-graph .name {{ fill: var(--ink); font-weight: 600; }}
.zenml-graph .note {{ fill: var(--soft); font-size: 12px; }}
.zenml-graph .edge {{ fill: none; stroke: var(--line); stroke-width: 1.5; }}
.zenml-graph .order {{ stroke-dasharray: 4 4; }}
.zenml-graph .tip {{ fill: var(--line); }}
.zenml-graph .completed rect {{ stroke: var(--good); }} .zenml-graph .completed .bar {{ fill: var(--good); }}
.zenml-graph .cached rect {{ stroke: var(--reused); }} .zenml-graph .cached .bar {{ fill: var(--reused); }}
.zenml-graph .running rect {{ stroke: var(--reused); }} .zenml-graph .running .bar {{ fill: var(--reused); }}
.zenml-graph :is(.failed, .crashed, .stopped) rect {{ stroke: var(--bad); }}
.zenml-graph :is(.failed, .crashed, .stopped) .bar {{ fill: var(--bad); }}
.zenml-graph .skipped rect {{ stroke-dasharray: 4 4; }}
.zenml-graph a:focus-visible rect, .zenml-graph a:hover rect {{ stroke-width: 3; }}
"""


@dataclass(frozen=True)
class Node:
    """Hold what is drawn of a step."""

    name: str
    parents: Mapping[str, str]
    """For each step that it waits for, what flows between them; ``""`` where it only waits."""
    status: ExecutionStatus | None = None
    """``None`` for a step of a pipeline that has not run."""
    note: str = ""
    """A few words, shown below the name."""
    link: str = ""
    """Where a click leads."""


def draw(nodes: Sequence[Node], title: str) -> str:
    """Return an ``<svg>`` element that brings its own style, light and dark."""
    layout = place({node.name: list(node.parents) for node in nodes})
    edges = "".join(_edge(layout, node, parent, what) for node in nodes for parent, what in node.parents.items())
    width, height = max(layout.width, NODE_WIDTH + 2 * MARGIN), max(layout.height, 2 * MARGIN)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="zenml-graph" role="group" aria-label="{text(title)}"'
        f' width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}">'
        f"<title>{text(title)}</title><style>{STYLE}</style>"
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path class="tip" d="M0 0L8 4L0 8z"/></marker></defs>'
        f"{edges}{''.join(_node(layout.places[node.name], node) for node in nodes)}</svg>"
    )


def text(value: object) -> str:
    """Return a value as text of HTML or XML: without secrets, markup and characters that XML forbids."""
    return escape("".join(each if each.isprintable() or each in "\n\t" else "�" for each in redacted(str(value))))


def sign(status: ExecutionStatus) -> str:
    """Return the character that stands for a state, for those who do not see its color."""
    return _SIGNS[status]


def _node(at: Point, node: Node) -> str:
    state = f"{sign(node.status)} {node.status}" if node.status else ""
    note = " · ".join(each for each in (state, node.note) if each)
    whole = f"{node.name}: {note}" if note else node.name
    drawn = (
        f'<g class="node {node.status.value if node.status else "planned"}"'
        f' transform="translate({at[0]:g} {at[1]:g})"><title>{text(whole)}</title>'
        f'<rect width="{NODE_WIDTH}" height="{NODE_HEIGHT}" rx="8"/>'
        f'<rect class="bar" x="0" y="10" width="4" height="{NODE_HEIGHT - 20}"/>'
        f'<text class="name" x="16" y="{22 if note else 31}">{text(_short(node.name, _LONGEST_NAME))}</text>'
        f'{f"""<text class="note" x="16" y="40">{text(_short(note, _LONGEST_NOTE))}</text>""" if note else ""}</g>'
    )
    return f'<a href="{text(node.link)}" aria-label="{text(whole)}">{drawn}</a>' if node.link else drawn


def _edge(layout: Layout, node: Node, parent: str, what: str) -> str:
    (x, y), *rest = layout.routes[parent, node.name]
    path = f"M{x:g} {y:g}"
    for to_x, to_y in rest:
        bend = (to_y - y) / 2
        path += f"C{x:g} {y + bend:g} {to_x:g} {to_y - bend:g} {to_x:g} {to_y:g}"
        x, y = to_x, to_y
    title = f"{parent} → {node.name}" + (f": {what}" if what else "")
    return (
        f'<path class="edge{"" if what else " order"}" marker-end="url(#tip)" d="{path}">'
        f"<title>{text(title)}</title></path>"
    )


def _short(words: str, longest: int) -> str:
    return words if len(words) <= longest else f"{words[: longest - 1]}…"
