"""Look at runs: one by one, or as a list that reads no more than it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import overload

from zenml.enums import ExecutionStatus
from zenml.errors import NotFoundError
from zenml.metadata_stores import ANY
from zenml.models.runs import Page, RunFilter, RunRecord
from zenml.names import did_you_mean
from zenml.post_execution.history import History
from zenml.post_execution.steps import StepView
from zenml.post_execution.stopping import stop_run

PAGE_SIZE = 100
_NAMES_TO_SUGGEST = 100


def find_run(history: History, name: str) -> RunView:
    """Return a run by its name or id; dead runs are marked first.

    Raises:
        NotFoundError: there is no such run.
    """
    history.sweep()
    record = history.metadata_store.get_run(name) if _is_text(name) else None
    if record is None:
        newest = history.metadata_store.list_runs(page=Page(limit=_NAMES_TO_SUGGEST, newest_first=True))
        raise NotFoundError(f"there is no run named {name!r}", hint=_suggestion(name, newest))
    return RunView(record, history)


def _is_text(name: str) -> bool:
    """Say whether a name consists of characters, which an argument of a command line need not: no database takes it."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


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
        return [StepView(step, self._history) for step in self._history.metadata_store.list_steps(self.id)]

    def get_step(self, name: str) -> StepView:
        """Return the step of this name.

        Raises:
            NotFoundError: the run has no such step.
        """
        steps = {step.name: step for step in self.steps}
        if name not in steps:
            raise NotFoundError(f"run {self.name!r} has no step {name!r}", hint=did_you_mean(name, steps))
        return steps[name]

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

    @property
    def _record(self) -> RunRecord:
        if not self._known.status.is_final:
            self._known = self._history.metadata_store.get_run(self.id) or self._known
        return self._known


class Runs(Sequence[RunView]):
    """Show runs like a list, oldest first; ``runs[-1]`` is the newest. Runs are read when they are asked for."""

    def __init__(self, history: History, where: RunFilter = ANY) -> None:
        self._history = history
        self._where = where

    def __repr__(self) -> str:
        return f"<{len(self)} runs>"

    def __len__(self) -> int:
        return self._history.metadata_store.count_runs(self._where)

    def __iter__(self) -> Iterator[RunView]:
        offset = 0
        while page := self._read(Page(offset, PAGE_SIZE)):
            yield from page
            offset += len(page)

    def __reversed__(self) -> Iterator[RunView]:
        offset = 0
        while page := self._read(Page(offset, PAGE_SIZE, newest_first=True)):
            yield from page
            offset += len(page)

    @overload
    def __getitem__(self, index: int) -> RunView: ...
    @overload
    def __getitem__(self, index: slice) -> list[RunView]: ...
    def __getitem__(self, index: int | slice) -> RunView | list[RunView]:
        return self._slice(index) if isinstance(index, slice) else self._one(index)

    def _one(self, index: int) -> RunView:
        page = Page(index, 1) if index >= 0 else Page(-index - 1, 1, newest_first=True)
        found = self._read(page)
        if not found:
            raise IndexError(f"no run at {index}, there are {len(self)}")
        return found[0]

    def _slice(self, index: slice) -> list[RunView]:
        chosen = range(*index.indices(len(self)))
        if not chosen:
            return []
        first, last = min(chosen[0], chosen[-1]), max(chosen[0], chosen[-1])
        read = self._read(Page(first, last - first + 1))
        return [read[position - first] for position in chosen]

    def _read(self, page: Page) -> list[RunView]:
        records = self._history.metadata_store.list_runs(self._where, page)
        return [RunView(record, self._history) for record in records]


def _suggestion(name: str, newest: Sequence[RunRecord]) -> str:
    """Name the closest run; all of them would be no hint."""
    suggestion = did_you_mean(name, [run.name for run in newest])
    return suggestion if suggestion.startswith("did") else "zenml pipeline runs list shows them"
