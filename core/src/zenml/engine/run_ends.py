"""End a run whose orchestrator does not wait for that."""

from __future__ import annotations

from zenml.engine.outcomes import error_text, failure_of
from zenml.engine.records import now
from zenml.metadata_stores import BaseMetadataStore
from zenml.models.run_outcomes import run_outcome
from zenml.models.runs import RunRecord
from zenml.post_execution.run_ends import end_run


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
