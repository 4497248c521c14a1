"""Show one artifact: what it is, where it came from and what it went into."""

from __future__ import annotations

from zenml.cli.output import Tree, as_text
from zenml.cli.outputs import output_data
from zenml.post_execution.quantities import size, timestamp
from zenml.post_execution.steps import ArtifactView, StepView


def artifact_data(artifact: ArtifactView, *, with_lineage: bool = False) -> dict[str, object]:
    """Return an artifact as plain data; which steps made and read it costs two questions more."""
    data = output_data(artifact) | {
        "name": artifact.artifact_name,
        "version": artifact.version,
        "run": artifact.run_name,
        "created_at": artifact.created_at,
        "tags": list(artifact.tags),
        "metadata": dict(artifact.metadata),
    }
    if not with_lineage:
        return data
    return data | {
        "producer": _step_data(artifact.producer_step),
        "consumers": [_step_data(step) for step in artifact.consumers],
        "files": [{"name": each.name, "size_bytes": each.size_bytes, "sha256": each.sha256} for each in artifact.files],
    }


def artifact_tree(artifact: ArtifactView) -> Tree:
    """Return an artifact as a tree."""
    value = output_data(artifact)["value"]
    shown = "" if value is None else f" = {as_text(value)}"
    about = [
        f"type: {artifact.type}",
        f"size: {size(artifact.size_bytes)} in {len(artifact.files)} file{'s' if len(artifact.files) != 1 else ''}",
        f"created: {timestamp(artifact.created_at)}",
        f"id: {artifact.id}",
        f"folder: {artifact.uri}",
        *([f"tags: {', '.join(artifact.tags)}"] if artifact.tags else []),
        f"made by: {_step_text(artifact.producer_step)}",
    ]
    metadata = tuple(Tree(f"{name}: {as_text(value)}") for name, value in artifact.metadata.items())
    readers = tuple(Tree(_step_text(step)) for step in artifact.consumers)
    return Tree(
        f"{artifact.reference}{shown}",
        (
            *map(Tree, about),
            *((Tree("metadata", metadata),) if metadata else ()),
            *((Tree("read by", readers),) if readers else ()),
            *_preview(artifact),
        ),
    )


def _preview(artifact: ArtifactView) -> tuple[Tree, ...]:
    """Return a preview that a terminal can show, else where it lies."""
    preview = artifact.preview
    if preview is None:
        return ()
    if preview.media_type != "text/plain":
        return (Tree(f"preview: {preview.media_type}, {size(len(preview.content))}"),)
    return (Tree("preview", tuple(Tree(line) for line in preview.text.splitlines())),)


def _step_data(step: StepView) -> dict[str, object]:
    return {"id": step.id, "name": step.name, "run": step.run_name}


def _step_text(step: StepView) -> str:
    return f"step {step.name} of run {step.run_name or '(deleted)'}"
