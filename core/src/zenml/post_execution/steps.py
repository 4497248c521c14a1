"""Look at the steps of a run and at the artifacts that flow between them; each leads to the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from zenml.enums import ExecutionStatus
from zenml.errors import NotFoundError
from zenml.materializers.artifacts import load_artifact
from zenml.models.runs import ArtifactFile, ArtifactRecord, StepRecord
from zenml.post_execution.cache_misses import CacheMiss, explain_cache_miss
from zenml.post_execution.deletion import delete_artifact
from zenml.post_execution.history import History
from zenml.post_execution.logs import log_uri, read_chunks
from zenml.post_execution.previews import Preview, read_preview
from zenml.post_execution.tagging import change_tags


class StepView:
    """Show one step of one run, as it was when it was read.

    ``steps`` are all steps of the run, if they were read together: who looks at each does not read all for each.
    """

    def __init__(self, record: StepRecord, history: History, steps: Sequence[StepRecord] | None = None) -> None:
        self._record = record
        self._history = history
        self._steps = steps

    def __repr__(self) -> str:
        return f"StepView({self.name!r}, {self.status.value})"

    @property
    def id(self) -> str:
        return self._record.id

    @property
    def name(self) -> str:
        return self._record.name

    @property
    def run_name(self) -> str | None:
        """Return the name of its run, ``None`` if that was deleted."""
        return self._history.run_name(self._record.run_id)

    @property
    def entrypoint_name(self) -> str:
        """Return the name of the function or class that the step runs."""
        return self._record.entrypoint_name

    @property
    def parameters(self) -> Mapping[str, object]:
        """Return what it was configured with, as plain data."""
        return self._record.parameters

    @property
    def status(self) -> ExecutionStatus:
        return self._record.status

    @property
    def is_cached(self) -> bool:
        """Say whether its outputs are those of an earlier step."""
        return self.status is ExecutionStatus.CACHED

    @property
    def started_at(self) -> datetime | None:
        """Return when it started, ``None`` if it has not."""
        return self._record.started_at

    @property
    def ended_at(self) -> datetime | None:
        """Return when it ended, ``None`` if it has not."""
        return self._record.ended_at

    @property
    def duration_seconds(self) -> float | None:
        """Return how long it took, ``None`` if nobody saw it end."""
        return self._record.duration_seconds

    @property
    def error(self) -> str | None:
        """Return type and message of what it raised; the traceback stands in its log."""
        return self._record.error

    @property
    def parent_steps(self) -> list[StepView]:
        """Return the steps of this run that it waited for, in order of execution."""
        steps = self._steps
        if steps is None:
            steps = self._history.metadata_store.list_steps(self._record.run_id)
        return [StepView(step, self._history, steps) for step in steps if step.name in self._record.upstream]

    @property
    def inputs(self) -> dict[str, ArtifactView]:
        """Return what it read, by argument name."""
        return self._views(self._history.metadata_store.input_artifacts(self.id))

    @property
    def outputs(self) -> dict[str, ArtifactView]:
        """Return what it produced or found in the cache, by output name."""
        return self._views(self._history.metadata_store.output_artifacts(self.id))

    @property
    def output(self) -> ArtifactView:
        """Return its only output.

        Raises:
            NotFoundError: it has none or several.
        """
        outputs = self.outputs
        if len(outputs) != 1:
            known = ", ".join(outputs) or "none"
            raise NotFoundError(
                f"step {self.name!r} has {len(outputs)} outputs, not one", hint=f"read one of its .outputs: {known}"
            )
        return next(iter(outputs.values()))

    @property
    def skip_reason(self) -> str | None:
        """Return why it was skipped, ``None`` if it was not."""
        return self._record.skip_reason

    def why_not_cached(self) -> CacheMiss:
        """Return what changed since it was last computed, with no reasons if it came from the cache."""
        return explain_cache_miss(self._history, self._record)

    @property
    def log_uri(self) -> str:
        """Return the folder of its log, relative to the root of its artifact store."""
        # What a crashed step said before it died lies in the folder, although nobody recorded that.
        return self._record.log_uri or log_uri(self._record.run_id, self.name)

    def log(self) -> str:
        """Return what it wrote to its outputs so far, and the traceback of what it raised.

        Raises:
            ArtifactError: nobody knows the artifact store any more in which the log lies.
        """
        return b"".join(self.log_chunks()).decode(errors="replace")

    def log_chunks(self, first: int = 0) -> Iterator[bytes]:
        """Yield what it wrote to its outputs so far, from a chunk on; the chunks are numbered from 0.

        Raises:
            ArtifactError: nobody knows the artifact store any more in which the log lies.
        """
        if self._record.artifact_store is None:
            return iter(())
        return read_chunks(self._history.artifact_store(self._record.artifact_store), self.log_uri, first)

    def _views(self, records: Mapping[str, ArtifactRecord]) -> dict[str, ArtifactView]:
        run_id = self._record.run_id
        return {name: ArtifactView(record, self._history, run_id) for name, record in records.items()}


class ArtifactView:
    """Show one artifact, as a step of one run read or produced it."""

    def __init__(self, record: ArtifactRecord, history: History, run_id: str) -> None:
        self._record = record
        self._history = history
        self._run_id = run_id

    def __repr__(self) -> str:
        return f"ArtifactView({self.name!r}, {self.type})"

    @property
    def id(self) -> str:
        return self._record.id

    @property
    def name(self) -> str:
        """Return the name of the output that it is."""
        return self._record.name

    @property
    def artifact_name(self) -> str:
        """Return what all versions of it are called: ``<pipeline>.<step>.<output>``."""
        return self._record.artifact_name

    @property
    def version(self) -> int | None:
        """Return which of them it is, counted from 1."""
        return self._record.version

    @property
    def reference(self) -> str:
        """Return what commands call it: ``<artifact_name>:<version>``."""
        return self._record.reference

    @property
    def created_at(self) -> datetime:
        return self._record.created_at

    @property
    def tags(self) -> tuple[str, ...]:
        """Return its tags, sorted."""
        return self._record.tags

    @property
    def run_name(self) -> str | None:
        """Return the name of the run that made it, ``None`` if that was deleted."""
        return self._history.run_name(self._record.run_id)

    @property
    def files(self) -> tuple[ArtifactFile, ...]:
        """Return its files, with size and SHA-256 of each."""
        return self._record.files

    def tag(self, *, add: Iterable[str] = (), remove: Iterable[str] = ()) -> None:
        """Change its tags, which are lower-cased.

        Raises:
            ConfigurationError: one is empty or too long.
            NotFoundError: it was deleted meanwhile.
        """
        change_tags(self._history.metadata_store.tag_artifact, f"artifact {self.name!r}", self.id, add, remove)
        self._record = self._history.metadata_store.get_artifact(self.id) or self._record

    @property
    def type(self) -> str:
        """Return the address of its type."""
        return self._record.type

    @property
    def uri(self) -> str:
        """Return its folder, relative to the root of its artifact store."""
        return self._record.uri

    @property
    def size_bytes(self) -> int:
        return self._record.size_bytes

    @property
    def metadata(self) -> Mapping[str, object]:
        """Return what its materializer found out about it, and what the step logged."""
        return self._record.metadata

    @property
    def preview(self) -> Preview | None:
        """Return what shows it without loading it, ``None`` if its materializer made nothing.

        Raises:
            ArtifactError: nobody knows its artifact store any more.
        """
        if self._record.preview is None or self._record.deleted_at is not None:
            return None
        store = self._history.artifact_store(self._record.artifact_store)
        return read_preview(store, self._record.uri, self._record.preview)

    @property
    def is_cached(self) -> bool:
        """Say whether an earlier run produced it."""
        return self._record.run_id != self._run_id

    @property
    def producer_step(self) -> StepView:
        """Return the step that computed it, in an earlier run if it comes from the cache."""
        record = self._history.metadata_store.get_step(self._record.step_id)
        if record is None:
            raise NotFoundError(f"the step that produced artifact {self.name!r} was deleted")
        return StepView(record, self._history)

    @property
    def consumers(self) -> list[StepView]:
        """Return the steps of this run and of others that read it, in the order in which they started."""
        readers = self._history.metadata_store.consumers_of(self.id)
        return [StepView(step, self._history) for step in readers]

    def delete(self) -> None:
        """Delete it and its files; the steps that made or read it still say so.

        Raises:
            ArtifactError: nobody knows its artifact store any more; nothing was changed.
        """
        delete_artifact(self._history, self._record)

    def read(self) -> object:
        """Load it.

        Raises:
            ArtifactError: it is gone or damaged, or nobody knows its artifact store any more.
        """
        return load_artifact(self._record, self._history.artifact_store(self._record.artifact_store))
