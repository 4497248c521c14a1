"""Find and delete what nothing refers to: artifacts of deleted runs, and what killed steps left behind.

What is looked at lies in the folders of runs that this metadata store knows and that have ended: another one
may share the artifact store, and a run that is under way may not have recorded yet what it writes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from zenml.artifact_stores import BaseArtifactStore
from zenml.errors import ArtifactError
from zenml.files import safe_join
from zenml.models.deployment import RUNS_FOLDER
from zenml.models.runs import ArtifactFilter, ArtifactRecord, RunFilter
from zenml.post_execution.deletion import erase
from zenml.post_execution.history import History
from zenml.post_execution.runs import Runs, RunView

_UNREFERENCED = ArtifactFilter(is_referenced=False)


@dataclass(frozen=True)
class Leftover:
    """Name a folder in an artifact store that no record leads to."""

    artifact_store: str
    """The uuid of the artifact store."""
    uri: str
    """Relative to the root of the artifact store."""
    size_bytes: int


@dataclass(frozen=True)
class Prunable:
    """Hold what nothing refers to."""

    artifacts: tuple[ArtifactRecord, ...]
    leftovers: tuple[Leftover, ...]
    unreachable: tuple[ArtifactRecord, ...] = ()
    """Artifacts whose artifact store nobody knows any more: their files stay where they are."""

    @property
    def size_bytes(self) -> int:
        """Return how many bytes all of it takes."""
        artifacts = sum(artifact.size_bytes for artifact in self.artifacts)
        return artifacts + sum(leftover.size_bytes for leftover in self.leftovers)


def find_prunable(history: History) -> Prunable:
    """Return what ``prune`` would delete now; nothing is changed."""
    history.sweep()
    store = history.metadata_store
    deleted = [*store.unerased_artifacts(), *store.list_artifacts(_UNREFERENCED)]
    is_reachable = {each.artifact_store: _is_reachable(history, each.artifact_store) for each in deleted}
    return Prunable(
        tuple(each for each in deleted if is_reachable[each.artifact_store]),
        tuple(_leftovers(history, {each.uri: each.size_bytes for each in deleted})),
        tuple(each for each in deleted if not is_reachable[each.artifact_store]),
    )


def prune(history: History) -> Prunable:
    """Delete what nothing refers to and return it: first in the metadata store, then on disk.

    Whoever dies in between leaves nothing half-deleted: the next call goes on.

    Raises:
        ConflictError: a run has not ended; nothing was changed.
    """
    history.sweep()
    history.metadata_store.delete_unreferenced_artifacts()
    found = find_prunable(history)
    for artifact in found.artifacts:
        erase(history, artifact)
    for leftover in found.leftovers:
        store = history.artifact_store(leftover.artifact_store)
        store.rmtree(safe_join(store.path, leftover.uri))
    return found


def _leftovers(history: History, deleted: Mapping[str, int]) -> Iterator[Leftover]:
    """Yield the folders of ended runs that no artifact explains.

    ``deleted`` has the sizes of the artifacts that are deleted anyway, by their folders.
    """
    for is_deleted in (False, True):
        for run in Runs(history, RunFilter(is_deleted=is_deleted)):
            if run.status.is_final:
                yield from _leftovers_of(history, run, deleted, is_deleted=is_deleted)


def _leftovers_of(
    history: History, run: RunView, deleted: Mapping[str, int], *, is_deleted: bool
) -> Iterator[Leftover]:
    uuids = {step.artifact_store for step in history.metadata_store.list_steps(run.id) if step.artifact_store}
    recorded = {each.uri for each in history.metadata_store.list_artifacts(ArtifactFilter(run_id=run.id))}
    kept = recorded - deleted.keys()
    for uuid in sorted(uuid for uuid in uuids if _is_reachable(history, uuid)):
        store = history.artifact_store(uuid)
        unexplained = _without_record if is_deleted else _outputs_without_record
        for uri in unexplained(store, f"{RUNS_FOLDER}/{run.id}", kept):
            if uri not in deleted:
                of_artifacts = sum(size for folder, size in deleted.items() if folder.startswith(f"{uri}/"))
                yield Leftover(uuid, uri, store.size(safe_join(store.path, uri)) - of_artifacts)


def _without_record(store: BaseArtifactStore, run_uri: str, kept: set[str]) -> Iterator[str]:
    """Yield all that is left of a deleted run: its folder, or what beside the artifacts in use is in it."""
    if kept:
        yield from (uri for step in _folders(store, run_uri) for uri in _folders(store, step) if uri not in kept)
    elif store.exists(safe_join(store.path, run_uri)):
        yield run_uri


def _outputs_without_record(store: BaseArtifactStore, run_uri: str, kept: set[str]) -> Iterator[str]:
    """Yield the folders of outputs that were begun and not recorded; those of logs begin with a dot."""
    for uri in _without_record(store, run_uri, kept or {run_uri}):
        if not uri.rpartition("/")[2].startswith("."):
            yield uri


def _folders(store: BaseArtifactStore, uri: str) -> list[str]:
    folder = safe_join(store.path, uri)
    names = store.listdir(folder) if store.exists(folder) else []
    return [f"{uri}/{name}" for name in names if store.isdir(safe_join(folder, name))]


def _is_reachable(history: History, uuid: str) -> bool:
    try:
        history.artifact_store(uuid)
    except ArtifactError:
        return False
    return True
