"""Hold where views read from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from zenml.artifact_stores import BaseArtifactStore
from zenml.flavors.moments import fire
from zenml.metadata_stores import BaseMetadataStore


@dataclass(frozen=True)
class History:
    """Hold a metadata store, and how to reach the artifact store with a uuid.

    The second raises ``ArtifactError`` when nobody knows that store any more.
    """

    metadata_store: BaseMetadataStore
    artifact_store: Callable[[str], BaseArtifactStore]

    def sweep(self) -> None:
        """Mark the runs whose process died, and tell the plugins about those that this call marked."""
        for run in self.metadata_store.sweep_dead_runs():
            fire("zenml_run_finished", run=run)

    def run_name(self, run_id: str) -> str | None:
        """Return the name of a run, ``None`` if that was deleted."""
        run = self.metadata_store.get_run(run_id)
        return run.name if run else None
