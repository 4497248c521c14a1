"""Write one HTML page that shows a run: its graph, and what happened in each step.

The page loads nothing, runs no script and allows none, so that it can be mailed, archived and opened anywhere.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from pathlib import Path

from zenml.errors import ArtifactError
from zenml.files import write_atomically
from zenml.post_execution.graph_drawing import COLORS, Node, draw, sign, text
from zenml.post_execution.runs import RunView
from zenml.post_execution.steps import ArtifactView, StepView

_LOG_CHARACTERS = 20_000
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_STYLE = f"""{COLORS}
body {{ font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 76rem; padding: 1.5rem;
  color: var(--ink); background: var(--paper); }}
h1 {{ font-size: 1.5rem; margin: 0; }}
h2 {{ font-size: 1.1rem; margin: 0 0 .5rem; }}
h3 {{ font-size: .9rem; margin: 1rem 0 .25rem; }}
.graph {{ overflow-x: auto; margin: 1.5rem 0; }}
.graph svg {{ max-width: none; }}
section {{ border: 1px solid var(--idle); border-radius: 8px; padding: 1rem; margin: 1rem 0; }}
section:target {{ outline: 3px solid var(--reused); }}
.soft {{ color: var(--soft); }}
.error {{ color: var(--bad); }}
pre {{ overflow: auto; max-height: 24rem; padding: .75rem; background: var(--node); border-radius: 6px;
  white-space: pre-wrap; overflow-wrap: anywhere; }}
table {{ border-collapse: collapse; }}
td, th {{ text-align: left; vertical-align: top; padding: .15rem 1rem .15rem 0; overflow-wrap: anywhere; }}
iframe {{ width: 100%; height: 16rem; border: 1px solid var(--idle); background: #fff; }}
img {{ max-width: 100%; }}
"""


_FRAME = "<style>body{font:13px system-ui,sans-serif}td,th{padding:.1rem .6rem;text-align:left}</style>"


def graph_of(run: RunView, *, with_links: bool = False) -> str:
    """Return the graph of a run as an ``<svg>`` element; with links, a click on a step leads to its section."""
    steps = run.steps
    nodes = [
        Node(step.name, _parents(step), step.status, _note(step), f"#step-{number}" if with_links else "")
        for number, step in enumerate(steps)
    ]
    return draw(nodes, f"run {run.name} of pipeline {run.pipeline}: {run.status}")


def write_page(run: RunView, path: Path) -> None:
    """Write a run as a page, or as a picture alone if the path ends with ``.svg``.

    Raises:
        OSError: the file cannot be written; what was there is still there.
    """
    content = graph_of(run) if path.suffix.lower() == ".svg" else page_of(run)
    write_atomically(path, content.encode())


def page_of(run: RunView) -> str:
    """Return the whole page."""
    took = "" if run.duration_seconds is None else f" in {run.duration_seconds:.2f} s"
    sections = "".join(_section(number, step) for number, step in enumerate(run.steps))
    error = f'<pre class="error">{text(run.error)}</pre>' if run.error else ""
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{text(run.name)}</title><style>{_STYLE}</style></head>"
        f'<body class="zenml-graph"><h1>{text(run.name)}</h1>'
        f'<p class="soft">{text(sign(run.status))} {text(run.status)}{took} · pipeline {text(run.pipeline)}'
        f" · stack {text(run.stack)} · started {run.started_at:%Y-%m-%d %H:%M:%S} UTC</p>"
        f"{_table('Runtime configuration', run.runtime_configuration)}{error}"
        f'<div class="graph">{graph_of(run, with_links=True)}</div>{sections}</body></html>\n'
    )


def _parents(step: StepView) -> dict[str, str]:
    """Return for each step that this one waited for what it read of it."""
    read: dict[str, list[str]] = {parent: [] for parent in step.parent_names}
    for argument, (parent, output) in step.bindings.items():
        read.setdefault(parent, []).append(argument if output == argument else f"{output} → {argument}")
    return {parent: ", ".join(what) for parent, what in read.items()}


def _note(step: StepView) -> str:
    if step.skip_reason:
        return step.skip_reason
    return "" if step.duration_seconds is None or step.is_cached else f"{step.duration_seconds:.2f} s"


def _section(number: int, step: StepView) -> str:
    took = "" if step.duration_seconds is None or step.is_cached else f" in {step.duration_seconds:.2f} s"
    why = f" · {text(step.skip_reason)}" if step.skip_reason else ""
    parts = [
        f'<p class="soft">{text(sign(step.status))} {text(step.status)}{took}{why}</p>',
        f'<pre class="error">{text(step.error)}</pre>' if step.error else "",
        _table("Parameters", step.parameters),
        _table("Inputs", {name: _called(artifact) for name, artifact in step.inputs.items()}),
        *(_output(name, artifact) for name, artifact in step.outputs.items()),
        _log(step),
    ]
    return f'<section id="step-{number}"><h2>{text(step.name)}</h2>{"".join(parts)}</section>'


def _output(name: str, artifact: ArtifactView) -> str:
    about = {"artifact": _called(artifact), "type": artifact.type, "bytes": artifact.size_bytes, **artifact.metadata}
    return _table(f"Output {name}", about) + _preview(artifact)


def _called(artifact: ArtifactView) -> str:
    return f"{artifact.artifact_name}:{artifact.version}" if artifact.version else artifact.id


def _preview(artifact: ArtifactView) -> str:
    try:
        preview = artifact.preview
    except ArtifactError:
        return ""
    if preview is None:
        return ""
    if preview.media_type == "image/png":
        data = base64.b64encode(preview.content).decode()
        return f'<img alt="preview of {text(artifact.name)}" src="data:image/png;base64,{data}">'
    if preview.media_type == "text/html":
        # What a value's library made of it may hold anything: the frame lets nothing of it out, and runs no script.
        title, page = text(f"preview of {artifact.name}"), text(_FRAME + preview.text)
        return f'<iframe sandbox="" title="{title}" srcdoc="{page}"></iframe>'
    return f"<pre>{text(preview.text)}</pre>"


def _log(step: StepView) -> str:
    try:
        said = step.log()
    except ArtifactError:
        return ""
    if not said:
        return ""
    shown = said if len(said) <= _LOG_CHARACTERS else f"…{said[-_LOG_CHARACTERS:]}"
    return f"<details><summary>Log</summary><pre>{text(shown)}</pre></details>"


def _table(title: str, values: Mapping[str, object]) -> str:
    if not values:
        return ""
    rows = "".join(_row(name, value) for name, value in values.items())
    return f"<h3>{text(title)}</h3><table>{rows}</table>"


def _row(name: str, value: object) -> str:
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return f"<tr><th>{text(name)}</th><td>{text(shown)}</td></tr>"
