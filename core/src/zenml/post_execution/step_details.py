"""Write down, as a section of a page, what is known about one step of a run."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping, Sequence

from zenml.models.runs import StepRecord
from zenml.post_execution.history import History
from zenml.post_execution.logs import number_of_chunks
from zenml.post_execution.markup import plain_data, terminal_text, text
from zenml.post_execution.previews import Preview
from zenml.post_execution.quantities import duration, size, timestamp
from zenml.post_execution.steps import ArtifactView, StepView
from zenml.redaction import redacted, words_of

_LOG_BYTES = 8 * 1024
_LARGEST_PREVIEW = 512 * 1024


def anchors_of(steps: Sequence[StepRecord]) -> dict[str, str]:
    """Return by which id the section of each step is found."""
    return {step.name: f"step-{number}" for number, step in enumerate(steps)}


def details_of(step: StepRecord, anchors: Mapping[str, str], history: History) -> str:
    """Return the section of a step; what its stores do not give any more is told in its place."""
    view = StepView(step, history)
    parts = [
        f'<section class="details" id="{anchors[step.name]}"><h2>{text(step.name)}</h2>',
        _facts(step, view),
        f'<h3>Error</h3><pre class="error">{text(step.error)}</pre>' if step.error else "",
        "".join(_parameters(step)),
        *_readable(lambda: _artifacts("Inputs", view.inputs, _origins(step, anchors))),
        *_readable(lambda: _artifacts("Outputs", view.outputs, {})),
        *_readable(lambda: _log(step, view, history)),
        "</section>",
    ]
    return "\n".join(filter(None, parts))


def _readable(parts: Callable[[], Iterator[str]]) -> list[str]:
    """Return what can be read, and then why not all can: a page about a run is wanted most when something is broken."""
    read: list[str] = []
    try:
        read.extend(parts())
    except Exception as error:  # noqa: BLE001 - whatever a store raises, also one of a third party
        read.append(f'<p class="error">It cannot be read: {text(words_of(error))}</p>')
    return read


def _facts(step: StepRecord, view: StepView) -> str:
    facts = {
        "state": step.status.value,
        "because": step.skip_reason,
        "took": "" if view.is_cached else duration(step.duration_seconds),
        "started": timestamp(step.started_at) if step.started_at else None,
        "runs": step.source or step.entrypoint_name,
        "waits for": ", ".join(step.upstream),
    }
    return _list_of({name: text(value) for name, value in facts.items() if value})


def _parameters(step: StepRecord) -> Iterator[str]:
    if step.parameters:
        yield "<h3>Parameters</h3>"
        yield _list_of({name: plain_data(value) for name, value in step.parameters.items()})


def _origins(step: StepRecord, anchors: Mapping[str, str]) -> dict[str, str]:
    """Return, for each input, a link to the step that it comes from."""
    return {
        name: f'<a href="#{anchors[each.step]}">{text(each.step)}.{text(each.output)}</a>'
        for name, each in step.inputs.items()
        if each.step in anchors
    }


def _artifacts(title: str, artifacts: Mapping[str, ArtifactView], origins: Mapping[str, str]) -> Iterator[str]:
    if artifacts:
        yield f"<h3>{title}</h3>"
    for name, artifact in artifacts.items():
        yield f"<h4>{text(name)}</h4>"
        yield _list_of(dict(_artifact_facts(artifact, origins.get(name, ""))))
        # Once: an input is shown where it was made, unless that was in an earlier run.
        if name not in origins:
            yield from _readable(lambda artifact=artifact: _preview(artifact))  # type: ignore[misc]


def _artifact_facts(artifact: ArtifactView, origin: str) -> Iterator[tuple[str, str]]:
    if origin:
        yield "from", origin
    version = f":{artifact.version}" if artifact.version else ""
    yield "artifact", text(f"{artifact.artifact_name}{version}")
    if artifact.is_cached:
        yield "made by run", text(artifact.run_name or "one that was deleted")
    yield "type", text(artifact.type)
    yield "size", text(size(artifact.size_bytes))
    for name, value in artifact.metadata.items():
        yield text(name), plain_data(value, 300)


def _preview(artifact: ArtifactView) -> Iterator[str]:
    preview = artifact.preview
    if preview is None:
        return
    if len(preview.content) > _LARGEST_PREVIEW:
        yield f'<p class="facts">Its preview is too large for this page: {size(len(preview.content))}.</p>'
    else:
        yield _shown(preview, f"preview of {text(artifact.name)}")


def _shown(preview: Preview, title: str) -> str:
    if preview.media_type == "image/png":
        data = base64.b64encode(preview.content).decode()
        return f'<img alt="{title}" src="data:image/png;base64,{data}">'
    if preview.media_type == "text/html":  # in a document of its own, where it can neither run nor load anything
        return f'<iframe sandbox title="{title}" srcdoc="{text(preview.text)}"></iframe>'
    return f"<pre>{terminal_text(redacted(preview.text))}</pre>"


def _log(step: StepRecord, view: StepView, history: History) -> Iterator[str]:
    if step.artifact_store is None:
        return
    chunks = number_of_chunks(history.artifact_store(step.artifact_store), view.log_uri)
    said = b"".join(view.log_chunks(max(0, chunks - 2)))
    if said:
        is_cut = chunks > 2 or len(said) > _LOG_BYTES
        tail = redacted(said.decode(errors="replace")).encode()[-_LOG_BYTES:]
        yield f"<h3>{'The end of its log' if is_cut else 'Log'}</h3>"
        yield f"<pre>{terminal_text(tail.decode(errors='ignore'))}</pre>"


def _list_of(facts: Mapping[str, str]) -> str:
    rows = "".join(f"<dt>{text(name)}</dt><dd>{value}</dd>" for name, value in facts.items())
    return f"<dl>{rows}</dl>"
