"""Look at runs: one by one, or as a list that reads no more than it is asked for."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from zenml.enums import ExecutionStatus
from zenml.errors import ConflictError, NotFoundError
from zenml.metadata_stores import ANY
from zenml.models.runs import Page, RunFilter, RunRecord
from zenml.names import did_you_mean, is_text
from zenml.post_execution.history import History
from zenml.post_execution.paging import Paged
from zenml.post_execution.steps import StepView
from zenml.post_execution.stopping import stop_run
from zenml.post_execution.tagging import change_tags

_NAMES_TO_SUGGEST = 100


def find_run(history: History, name: str) -> RunView:
    """Return a run by its name or id; dead runs are marked first.

    Raises:
        NotFoundError: there is no such run.
    """
    history.sweep()
    record = history.metadata_store.get_run(name) if is_text(name) else None
    if record is None:
        newest = history.metadata_store.list_runs(page=Page(limit=_NAMES_TO_SUGGEST, newest_first=True))
        raise NotFoundError(f"there is no run named {name!r}", hint=_suggestion(name, newest))
    return RunView(record, history)


def all_runs(history: History, where: RunFilter = ANY) -> Runs:
    """Return the runs that match, oldest first; dead ones are marked first."""
    history.sweep()
    return Runs(history, where)


class RunView:
    """Show one run. What may still change is read again whenever it is asked for, until the run has ended."""

    def __init__(self, record: RunRecord, history: History) -> None:
        self._known = record
        self._history = history

    def __repr__(self) -> str:
        return f"RunView({self.name!r}, {self.status.value})"

    @property
    def id(self) -> str:
        return self._known.id

    @property
    def name(self) -> str:
        return self._known.name

    @property
    def pipeline(self) -> str:
        """Return the name of the pipeline that ran."""
        return self._known.pipeline

    @property
    def stack(self) -> str:
        """Return the name of the stack that it ran on."""
        return self._known.stack

    @property
    def user(self) -> str:
        """Return the name of the user who started it."""
        return self._known.user

    @property
    def project(self) -> str | None:
        """Return the name of the project that it belongs to."""
        return self._known.project

    @property
    def runtime_configuration(self) -> Mapping[str, object]:
        """Return what was handed to ``run()``."""
        return self._known.runtime_configuration

    @property
    def started_at(self) -> datetime:
        return self._known.started_at

    @property
    def status(self) -> ExecutionStatus:
        return self._record.status

    @property
    def ended_at(self) -> datetime | None:
        """Return when it ended, ``None`` while it runs."""
        return self._record.ended_at

    @property
    def duration_seconds(self) -> float | None:
        """Return how long it took, ``None`` while it runs and when its process died."""
        return self._record.duration_seconds

    @property
    def error(self) -> str | None:
        """Return type and message of what ended it early, ``None`` for a success."""
        return self._record.error

    @property
    def steps(self) -> list[StepView]:
        """Return its steps in order of execution, then those that have not started."""
        steps = self._history.metadata_store.list_steps(self.id)
        return [StepView(step, self._history, steps) for step in steps]

    def get_step(self, name: str) -> StepView:
        """Return the step of this name.

        Raises:
            NotFoundError: the run has no such step.
        """
        steps = {step.name: step for step in self.steps}
        if name not in steps:
            raise NotFoundError(f"run {self.name!r} has no step {name!r}", hint=did_you_mean(name, steps))
        return steps[name]

    @property
    def tags(self) -> tuple[str, ...]:
        """Return its tags, sorted."""
        return self._known.tags

    def tag(self, *, add: Iterable[str] = (), remove: Iterable[str] = ()) -> None:
        """Change its tags, which are lower-cased.

        Raises:
            ConfigurationError: one is empty or too long.
            NotFoundError: it was deleted meanwhile.
        """
        change_tags(self._history.metadata_store.tag_run, f"run {self.name!r}", self.id, add, remove)
        self._known = self._history.metadata_store.get_run(self.id) or self._known

    def delete(self) -> None:
        """Forget it: no list shows it, and its steps are found in the cache no more.

        What other runs have of it stays; ``zenml pipeline artifacts prune`` deletes the rest from the disk.

        Raises:
            ConflictError: it has not ended.
        """
        if not self._history.metadata_store.delete_run(self.id):
            self.check_has_ended()

    def check_has_ended(self) -> None:
        """Refuse what must not happen to a run that is under way.

        Raises:
            ConflictError: it has not ended.
        """
        if not self.status.is_final:
            hint = f"zenml pipeline runs stop {shlex.quote(self.name)}"
            raise ConflictError(f"run {self.name!r} has not ended: it is {self.status}", hint=hint)

    def stop(self, timeout_seconds: float = 10.0, *, is_forced: bool = False) -> None:
        """Stop it, as Ctrl-C would; a run that has ended stays as it is.

        Args:
            timeout_seconds: how long its process may take, if that is one of this machine.
            is_forced: whether to record the end at once, and kill that process.

        Raises:
            ZenMLError: it has not ended in time.
            NotPermittedError: its process belongs to another user.
        """
        if not self.status.is_final:
            self._known = stop_run(self._history, self._known, timeout_seconds, is_forced=is_forced)

    def visualize(self, path: str | Path | None = None) -> Path:
        """Write its graph into a file, and return that file's absolute path.

        A page shows what is known about each step that is chosen in the graph; it needs no network and no script.

        Args:
            path: where to; what ends with ``.svg`` becomes a picture alone. Without one, ``<run name>.html`` in the
                working folder. A file that is there is replaced.

        Raises:
            UsageError: it ends neither with ``.html`` nor with ``.svg``, or is a folder.
            ZenMLError: it cannot be written there.
        """
        # Only who draws pays for it, not everyone who lists runs.
        from zenml.post_execution.visualizing import write_graph

        steps = self._history.metadata_store.list_steps(self.id)
        return write_graph(self._record, steps, self._history, None if path is None else Path(path))

    def _repr_html_(self) -> str:
        """Show its graph where a notebook shows the run."""
        from zenml.post_execution.graph import graph_of_run
        from zenml.post_execution.graph_svg import scrollable

        return scrollable(graph_of_run(self._record, self._history.metadata_store.list_steps(self.id)))

    @property
    def _record(self) -> RunRecord:
        if not self._known.status.is_final:
            self._known = self._history.metadata_store.get_run(self.id) or self._known
        return self._known


class Runs(Paged[RunView]):
    """Show runs like a list, oldest first; ``runs[-1]`` is the newest. Runs are read when they are asked for."""

    what = "run"

    def __init__(self, history: History, where: RunFilter = ANY) -> None:
        self._history = history
        self._where = where

    def __repr__(self) -> str:
        return f"<{len(self)} runs>"

    def __len__(self) -> int:
        return self._history.metadata_store.count_runs(self._where)

    def read(self, page: Page) -> list[RunView]:
        """Return a part of them."""
        records = self._history.metadata_store.list_runs(self._where, page)
        return [RunView(record, self._history) for record in records]


def _suggestion(name: str, newest: Sequence[RunRecord]) -> str:
    """Name the closest run; all of them would be no hint."""
    suggestion = did_you_mean(name, [run.name for run in newest])
    return suggestion if suggestion.startswith("did") else "zenml pipeline runs list shows them"
