"""Find artifacts by name and version."""

from __future__ import annotations

from zenml.errors import NotFoundError
from zenml.metadata_stores import ANY_ARTIFACT
from zenml.models.runs import ArtifactFilter, ArtifactRecord, Page
from zenml.names import did_you_mean, is_text
from zenml.post_execution.history import History
from zenml.post_execution.paging import Paged
from zenml.post_execution.steps import ArtifactView

_NAMES_TO_SUGGEST = 200
_NEWEST = Page(limit=1, newest_first=True)


class Artifacts(Paged[ArtifactView]):
    """Show artifacts like a list, oldest first; those are read that are asked for."""

    what = "artifact"

    def __init__(self, history: History, where: ArtifactFilter = ANY_ARTIFACT) -> None:
        self._history = history
        self._where = where

    def __repr__(self) -> str:
        return f"<{len(self)} artifacts>"

    def __len__(self) -> int:
        return self._history.metadata_store.count_artifacts(self._where)

    def read(self, page: Page) -> list[ArtifactView]:
        """Return a part of them."""
        records = self._history.metadata_store.list_artifacts(self._where, page)
        return [_view(record, self._history) for record in records]


def find_artifact(history: History, reference: str) -> ArtifactView:
    """Return an artifact by its name, which means its newest version, by ``name:version``, or by its id.

    Raises:
        NotFoundError: there is none, or it was deleted.
    """
    record = _record(history, reference) if is_text(reference) else None
    if record is None:
        raise NotFoundError(f"there is no artifact {reference!r}", hint=_suggestion(history, reference))
    if record.deleted_at is not None:
        raise NotFoundError(f"artifact {reference!r} was deleted on {record.deleted_at:%Y-%m-%d}")
    return _view(record, history)


def _view(record: ArtifactRecord, history: History) -> ArtifactView:
    return ArtifactView(record, history, record.run_id)


def _record(history: History, reference: str) -> ArtifactRecord | None:
    newest = history.metadata_store.list_artifacts(ArtifactFilter(reference), _NEWEST)
    name, _, version = reference.rpartition(":")
    if not newest and name and version.isdecimal():
        newest = history.metadata_store.list_artifacts(ArtifactFilter(name, int(version)), _NEWEST)
    return newest[0] if newest else history.metadata_store.get_artifact(reference)


def _suggestion(history: History, reference: str) -> str:
    """Name the closest artifact; all of them would be no hint."""
    newest = history.metadata_store.list_artifacts(page=Page(limit=_NAMES_TO_SUGGEST, newest_first=True))
    suggestion = did_you_mean(reference.rpartition(":")[0] or reference, {each.artifact_name for each in newest})
    return suggestion if suggestion.startswith("did") else "zenml pipeline artifacts list shows them"
