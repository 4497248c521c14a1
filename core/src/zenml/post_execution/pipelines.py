"""Look at pipelines: each is its runs."""

from __future__ import annotations

from zenml.errors import NotFoundError
from zenml.models.runs import RunFilter
from zenml.names import did_you_mean
from zenml.post_execution.history import History
from zenml.post_execution.runs import Runs, RunView, find_run


def all_pipelines(history: History) -> list[PipelineView]:
    """Return every pipeline that ever ran, by name; dead runs are marked first."""
    history.sweep()
    return [PipelineView(name, history) for name in history.metadata_store.list_pipelines()]


def find_pipeline(history: History, name: str) -> PipelineView:
    """Return one pipeline; dead runs are marked first.

    Raises:
        NotFoundError: no pipeline of this name ever ran.
    """
    history.sweep()
    known = history.metadata_store.list_pipelines()
    if name not in known:
        raise NotFoundError(f"no pipeline named {name!r} ever ran here", hint=did_you_mean(name, known))
    return PipelineView(name, history)


class PipelineView:
    """Show a pipeline: ``view.runs[-1]`` is its newest run."""

    def __init__(self, name: str, history: History) -> None:
        self.name = name
        self._history = history

    def __repr__(self) -> str:
        return f"PipelineView({self.name!r})"

    @property
    def runs(self) -> Runs:
        """Return its runs, oldest first; dead ones are marked first."""
        self._history.sweep()
        return Runs(self._history, RunFilter(pipeline=self.name))

    def get_run(self, name: str) -> RunView:
        """Return its run with this name or id.

        Raises:
            NotFoundError: this pipeline has no such run.
        """
        run = find_run(self._history, name)
        if run.pipeline != self.name:
            raise NotFoundError(
                f"pipeline {self.name!r} has no run named {name!r}", hint=f"it is one of {run.pipeline!r}"
            )
        return run
