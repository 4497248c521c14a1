"""Make a page of a run: its graph, and what is known about each step, in one file that needs nothing else.

The page has no script, and its policy lets none run, whatever the texts and previews in it hold: to choose a step is to
follow a link to its details, of which style sheets show one at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from zenml.models.runs import RunRecord, StepRecord
from zenml.post_execution.graph import Graph, graph_of_run
from zenml.post_execution.graph_svg import svg_of
from zenml.post_execution.history import History
from zenml.post_execution.markup import plain_data, text
from zenml.post_execution.quantities import duration, timestamp
from zenml.post_execution.step_details import anchors_of, details_of

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


def page_of(run: RunRecord, steps: Sequence[StepRecord], history: History) -> str:
    """Return the page of a run as HTML; what cannot be read any more is told in its place."""
    graph = graph_of_run(run, steps)
    anchors = anchors_of(steps)
    links = [f"#{anchor}" for anchor in anchors.values()]
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{text(run.name)}</title>",
            f"<style>\n{_style(anchors.values())}</style>",
            "</head><body>",
            _header(run),
            f'<main aria-label="Graph of the run">{svg_of(graph, links)}</main>',
            '<aside aria-label="Details">',
            *(details_of(step, anchors, history) for step in steps),
            _overview(run, graph, links),
            "</aside></body></html>\n",
        ]
    )


def _style(anchors: Iterable[str]) -> str:
    shared = Path(__file__).with_name("graph_page.css").read_text(encoding="utf-8")
    return shared + "".join(map(_style_of_one, anchors))


def _style_of_one(anchor: str) -> str:
    """Mark the step that was chosen, and show the details of one that has the keyboard's focus instead of those."""
    link = f'a[href="#{anchor}"]'
    return (
        f"body:has(#{anchor}:target) .zenml-graph {link} .card {{ stroke-width: 4; }}\n"
        f"body:has(.zenml-graph {link}:focus-visible) .details {{ display: none; }}\n"
        f"body:has(.zenml-graph {link}:focus-visible) #{anchor} {{ display: block; }}\n"
    )


def _header(run: RunRecord) -> str:
    took = f" in {duration(run.duration_seconds)}" if run.duration_seconds is not None else ""
    facts = f"pipeline {run.pipeline}, stack {run.stack}, started {timestamp(run.started_at)} by {run.user}"
    error = f'<p class="facts error">{text(run.error)}</p>' if run.error else ""
    title = f"<h1>{text(run.name)}: {run.status}{took}</h1>"
    return f'<header>{title}<p class="facts">{text(facts)}</p>{error}</header>'


def _overview(run: RunRecord, graph: Graph, links: Sequence[str]) -> str:
    lines = "".join(_lines(graph, links))
    facts = "".join(_run_facts(run))
    return f'<section class="overview"><h2>Steps, in order of execution</h2><ol>{lines}</ol>{facts}</section>'


def _lines(graph: Graph, links: Sequence[str]) -> Iterator[str]:
    for node, link in zip(graph.nodes, links, strict=True):
        yield f'<li><a href="{link}">{text(node.name)}</a>: {text(node.note)}</li>'


def _run_facts(run: RunRecord) -> Iterator[str]:
    if run.tags:
        yield f'<p class="facts">tags: {text(", ".join(run.tags))}</p>'
    if run.runtime_configuration:
        yield f"<h3>Runtime configuration</h3><pre>{plain_data(dict(run.runtime_configuration))}</pre>"
