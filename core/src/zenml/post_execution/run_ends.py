"""Record the end of a run, once, and tell the plugins."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone

from zenml.enums import ExecutionStatus
from zenml.flavors.moments import fire
from zenml.metadata_stores import BaseMetadataStore
from zenml.models.runs import RunRecord


def end_run(
    store: BaseMetadataStore,
    run: RunRecord,
    status: ExecutionStatus,
    seconds: float | None = None,
    error: str | None = None,
) -> bool:
    """Move a run to a final state; say whether this call did it and not another process."""
    if not store.finish_run(run.id, status, duration_seconds=seconds, error=error):
        return False
    ended_at = datetime.now(timezone.utc)
    ended = replace(run, status=status, ended_at=ended_at, duration_seconds=seconds, error=error)
    fire("zenml_run_finished", run=ended)
    return True
