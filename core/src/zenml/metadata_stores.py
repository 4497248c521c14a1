"""Define the metadata store: the memory of runs, steps, artifacts and lineage."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from zenml.components import StackComponent
from zenml.enums import ExecutionStatus, StackComponentType
from zenml.errors import NotPermittedError
from zenml.flavors.public_names import public_names
from zenml.models.run_outcomes import gravest_failure, run_outcome
from zenml.models.runs import (
    ArtifactFilter,
    ArtifactRecord,
    Page,
    RunFilter,
    RunRecord,
    StepEnd,
    StepRecord,
    StepStart,
)
from zenml.processes import ProcessIdentity, is_alive, is_local

REMOTE_SILENCE_SECONDS = 60.0
"""A process of another machine that has not beaten for so long is taken for dead."""
ALL = Page()
ANY = RunFilter()
ANY_ARTIFACT = ArtifactFilter()
_DEATH = "its process died"


class BaseMetadataStore(StackComponent):
    """Remember what happened.

    Final states are final: every verb that changes a state compares and sets it in one transaction, and
    returns whether it made the change. Many processes write at once; none ever sees half of a change.

    Example: the shape of a store that forgets everything when its process ends::

        class MemoryMetadataStore(BaseMetadataStore):
            FLAVOR = "memory"
            _runs: dict[str, RunRecord] = PrivateAttr(default_factory=dict)

            def create_run(self, run, steps):
                if run.name in self._runs:
                    raise ConflictError(f"a run named {run.name!r} exists already")
                self._runs[run.name] = run
            ...
    """

    TYPE: ClassVar[StackComponentType] = StackComponentType.METADATA_STORE

    @abstractmethod
    def create_run(self, run: RunRecord, steps: Sequence[StepRecord]) -> None:
        """Record a run and all its steps, each ``initializing``.

        Raises:
            ConflictError: a run of that name exists.
        """

    @abstractmethod
    def start_run(self, run_id: str) -> bool:
        """Move a run from ``initializing`` to ``running``."""

    @abstractmethod
    def finish_run(
        self, run_id: str, status: ExecutionStatus, *, duration_seconds: float | None = None, error: str | None = None
    ) -> bool:
        """Move a run to a final state, with the steps that it leaves behind.

        Those that run become ``status`` (``stopped`` if the run succeeded: without their outputs they did
        not), those that never started ``skipped``.
        """

    @abstractmethod
    def start_step(self, start: StepStart) -> bool:
        """Move a step from ``initializing`` to ``running``, with its inputs."""

    @abstractmethod
    def finish_step(self, end: StepEnd) -> bool:
        """Record a step's artifacts and outputs and move it to a final state.

        It succeeds from ``running`` only; it may fail or be skipped before it started.
        """

    @abstractmethod
    def cache_step(self, start: StepStart, end: StepEnd) -> bool:
        """Move a step from ``initializing`` to ``cached`` in one transaction, with the outputs of an earlier one."""

    @abstractmethod
    def find_cached_outputs(self, cache_key: str, artifact_store: str) -> Mapping[str, ArtifactRecord] | None:
        """Return the outputs of the newest completed step with this key whose artifacts lie in that store."""

    @abstractmethod
    def crash_step(self, step_id: str, process: ProcessIdentity, error: str) -> bool:
        """Move a step that ``process`` runs to ``crashed``; it ended with that process's last beat."""

    @abstractmethod
    def beat(self, run_id: str, process: ProcessIdentity) -> None:
        """Note, on the database's clock, that ``process`` still works for a run."""

    @abstractmethod
    def silent_runs(self) -> Iterable[tuple[RunRecord, float]]:
        """Return unfinished runs that have a process, with the seconds since it last beat."""

    @abstractmethod
    def silent_steps(self) -> Iterable[tuple[StepRecord, float]]:
        """Return the running steps of runs without a process, with the seconds since the step's own last beat."""

    @abstractmethod
    def list_runs(self, where: RunFilter = ANY, page: Page = ALL) -> list[RunRecord]:
        """Return the runs that match, oldest first unless the page says otherwise."""

    def count_runs(self, where: RunFilter = ANY) -> int:
        """Return how many runs match; a store that can count without reading them does so."""
        return len(self.list_runs(where))

    @abstractmethod
    def get_run(self, name_or_id: str) -> RunRecord | None:
        """Return a run by its name or its id."""

    @abstractmethod
    def list_pipelines(self) -> list[str]:
        """Return the names of all pipelines that ever ran, sorted."""

    @abstractmethod
    def list_steps(self, run_id: str) -> list[StepRecord]:
        """Return a run's steps in order of execution: by start, then those that have not started."""

    @abstractmethod
    def input_artifacts(self, step_id: str) -> Mapping[str, ArtifactRecord]:
        """Return what a step read, by argument name, in the order of its arguments."""

    @abstractmethod
    def output_artifacts(self, step_id: str) -> Mapping[str, ArtifactRecord]:
        """Return what a step produced or found in the cache, by output name, in declared order."""

    @abstractmethod
    def get_step(self, step_id: str) -> StepRecord | None:
        """Return one step."""

    @abstractmethod
    def get_artifact(self, artifact_id: str) -> ArtifactRecord | None:
        """Return one artifact."""

    @abstractmethod
    def consumers_of(self, artifact_id: str) -> list[StepRecord]:
        """Return the steps of all runs that read an artifact, each once, in the order in which they started."""

    @abstractmethod
    def previous_completion(self, step_id: str) -> StepRecord | None:
        """Return the step of the same name and pipeline that completed, uncached, in the newest earlier run."""

    @abstractmethod
    def list_artifacts(self, where: ArtifactFilter = ANY_ARTIFACT, page: Page = ALL) -> list[ArtifactRecord]:
        """Return the artifacts that match and were not deleted, oldest first unless the page says otherwise."""

    def count_artifacts(self, where: ArtifactFilter = ANY_ARTIFACT) -> int:
        """Return how many artifacts match; a store that can count without reading them does so."""
        return len(self.list_artifacts(where))

    @abstractmethod
    def delete_run(self, run_id: str) -> bool:
        """Forget a run in a final state: no list shows it, its name is free, the cache does not find its steps.

        Its steps and artifacts can still be asked for, since those of other runs may lead to them.
        """

    @abstractmethod
    def delete_artifact(self, artifact_id: str) -> bool:
        """Mark an artifact as deleted: no list shows it, the cache does not find it. Its files come after that."""

    @abstractmethod
    def delete_unreferenced_artifacts(self) -> int:
        """Mark all artifacts as deleted to which no step of a run refers that was not deleted; return how many.

        Raises:
            ConflictError: a run has not ended, and may be about to refer to one of them.
        """

    @abstractmethod
    def unerased_artifacts(self) -> list[ArtifactRecord]:
        """Return the deleted artifacts whose files are not known to be gone, those first that were deleted first."""

    @abstractmethod
    def note_erased(self, artifact_id: str) -> None:
        """Note that the files of a deleted artifact are gone."""

    @abstractmethod
    def tag_run(self, run_id: str, *, add: Iterable[str] = (), remove: Iterable[str] = ()) -> bool:
        """Change the tags of a run in one transaction; say whether there is such a run."""

    @abstractmethod
    def tag_artifact(self, artifact_id: str, *, add: Iterable[str] = (), remove: Iterable[str] = ()) -> bool:
        """Change the tags of an artifact in one transaction; say whether there is such an artifact."""

    def sweep_dead_runs(self) -> list[RunRecord]:
        """Mark what died as ``crashed`` and return, as they are now, the runs that this call ended.

        A run dies with its process; one that has none ends once its steps have, each of which dies with its own.
        Death on this machine is judged by the process's identity, elsewhere by its silence. A store that may
        only be read stays as it is.
        """
        try:
            ended = [*self._end_dead_runs(), *self._end_runs_of_dead_steps()]
        except NotPermittedError:
            return []
        return [run for run in map(self.get_run, ended) if run]

    def _end_dead_runs(self) -> list[str]:
        dead = [run.id for run, silence_seconds in self.silent_runs() if _is_dead(run.process, silence_seconds)]
        return [run_id for run_id in dead if self.finish_run(run_id, ExecutionStatus.CRASHED, error=_DEATH)]

    def _end_runs_of_dead_steps(self) -> list[str]:
        dead = [step for step, silence_seconds in self.silent_steps() if _is_dead(step.process, silence_seconds)]
        crashed = [step for step in dead if step.process and self.crash_step(step.id, step.process, _DEATH)]
        return [run_id for run_id in dict.fromkeys(step.run_id for step in crashed) if self._end_if_over(run_id)]

    def _end_if_over(self, run_id: str) -> bool:
        steps = self.list_steps(run_id)
        outcome = run_outcome(steps)
        if outcome is None:
            return False
        failed = gravest_failure(steps)
        return self.finish_run(run_id, outcome, error=f"step {failed.name!r} failed: {failed.error}")


def _is_dead(process: ProcessIdentity | None, silence_seconds: float) -> bool:
    if process is None:
        return False
    return not is_alive(process) if is_local(process) else silence_seconds > REMOTE_SILENCE_SECONDS


__getattr__ = public_names(StackComponentType.METADATA_STORE, __name__)
