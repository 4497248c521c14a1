"""Show what an artifact is, without loading it."""

from __future__ import annotations

from dataclasses import dataclass

from zenml.artifact_stores import BaseArtifactStore
from zenml.files import safe_join
from zenml.materializers.artifact_files import PREVIEW_MEDIA_TYPES


@dataclass(frozen=True)
class Preview:
    """Hold a small text, HTML fragment or picture; notebooks show it by themselves."""

    media_type: str
    """One of ``text/plain``, ``text/html`` and ``image/png``."""
    content: bytes

    @property
    def text(self) -> str:
        """Return a text or HTML fragment; of a picture nothing."""
        return "" if self.media_type == "image/png" else self.content.decode(errors="replace")

    def _repr_html_(self) -> str | None:
        return self.text if self.media_type == "text/html" else None

    def _repr_png_(self) -> bytes | None:
        return self.content if self.media_type == "image/png" else None

    def __str__(self) -> str:
        return self.text


def read_preview(store: BaseArtifactStore, uri: str, name: str) -> Preview | None:
    """Return the preview of the artifact in a folder, ``None`` if it is gone."""
    try:
        with store.open(safe_join(store.path, uri, name), "rb") as file:
            return Preview(PREVIEW_MEDIA_TYPES.get(name.rpartition(".")[2], "text/plain"), file.read())
    except FileNotFoundError:
        return None
