"""End artifacts: first their records, then their files, so that nobody is led to files that are gone."""

from __future__ import annotations

from zenml.files import safe_join
from zenml.models.runs import ArtifactRecord
from zenml.post_execution.history import History


def delete_artifact(history: History, record: ArtifactRecord) -> None:
    """Delete an artifact and then its files.

    Raises:
        ArtifactError: nobody knows its artifact store any more; nothing was changed.
    """
    history.artifact_store(record.artifact_store)
    history.metadata_store.delete_artifact(record.id)
    erase(history, record)


def erase(history: History, record: ArtifactRecord) -> None:
    """Delete the files of a deleted artifact, and note that they are gone."""
    store = history.artifact_store(record.artifact_store)
    folder = safe_join(store.path, record.uri)
    if store.exists(folder):
        store.rmtree(folder)
    history.metadata_store.note_erased(record.id)
