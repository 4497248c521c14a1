"""Record the end of a run, once, and tell the plugins."""

from __future__ import annotations

from dataclasses import replace

from zenml.engine.outcomes import error_text, failure_of
from zenml.engine.records import now
from zenml.enums import ExecutionStatus
from zenml.flavors.moments import fire
from zenml.metadata_stores import BaseMetadataStore
from zenml.models.run_outcomes import run_outcome
from zenml.models.runs import RunRecord


def end_run(
    store: BaseMetadataStore, run: RunRecord, status: ExecutionStatus, seconds: float, error: str | None = None
) -> bool:
    """Move a run to a final state; say whether this call did it and not another process."""
    if not store.finish_run(run.id, status, duration_seconds=seconds, error=error):
        return False
    fire("zenml_run_finished", run=replace(run, status=status, ended_at=now(), duration_seconds=seconds, error=error))
    return True


def end_run_if_over(store: BaseMetadataStore, run: RunRecord) -> None:
    """End a run whose orchestrator does not wait for it, in the process of whichever step is the last."""
    steps = store.list_steps(run.id)
    outcome = run_outcome(steps)
    if outcome is None:
        return
    # Between machines there is no clock that never jumps.
    seconds = max(0.0, (now() - run.started_at).total_seconds())
    error = None if outcome.is_success else error_text(failure_of(run.name, steps))
    end_run(store, run, outcome, seconds, error)
