"""Look at what happened: pipelines, their runs, steps and artifacts.

The views are handed a ``History`` to read from. ``get_pipelines``, ``get_pipeline``, ``get_run`` and
``get_artifact`` read from the active stack: they live in ``zenml.repository``, which knows it, and are found
here by their address.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from zenml.post_execution.artifacts import Artifacts, find_artifact
from zenml.post_execution.history import History
from zenml.post_execution.pipelines import PipelineView, all_pipelines, find_pipeline
from zenml.post_execution.previews import Preview
from zenml.post_execution.runs import Runs, RunView, all_runs, find_run
from zenml.post_execution.steps import ArtifactView, StepView
from zenml.sources import load

__all__ = [
    "ArtifactView",
    "Artifacts",
    "History",
    "PipelineView",
    "Preview",
    "RunView",
    "Runs",
    "StepView",
    "all_pipelines",
    "all_runs",
    "find_artifact",
    "find_pipeline",
    "find_run",
    "get_artifact",
    "get_pipeline",
    "get_pipelines",
    "get_run",
]
_HOME = "zenml.repository.history"


def get_pipelines() -> list[PipelineView]:
    """Return every pipeline that ran on the active stack's metadata store, by name."""
    return cast("Callable[[], list[PipelineView]]", load(f"{_HOME}:get_pipelines"))()


def get_pipeline(name: str) -> PipelineView:
    """Return a pipeline that ran on the active stack's metadata store.

    Raises:
        NotFoundError: no pipeline of this name ever ran.
    """
    return cast("Callable[[str], PipelineView]", load(f"{_HOME}:get_pipeline"))(name)


def get_artifact(reference: str) -> ArtifactView:
    """Return an artifact on the active stack's metadata store: by name (its newest version), ``name:version`` or id.

    Raises:
        NotFoundError: there is none, or it was deleted.
    """
    return cast("Callable[[str], ArtifactView]", load(f"{_HOME}:get_artifact"))(reference)


def get_run(name: str) -> RunView:
    """Return a run on the active stack's metadata store by its name or id.

    Raises:
        NotFoundError: there is no such run.
    """
    return cast("Callable[[str], RunView]", load(f"{_HOME}:get_run"))(name)
