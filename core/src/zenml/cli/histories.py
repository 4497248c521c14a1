"""Open what the active stack remembers, for the commands that show or change it."""

from __future__ import annotations

from zenml.cli.opening import opened
from zenml.cli.session import Session
from zenml.post_execution.history import History
from zenml.repository.history import open_history


def history_in_force(session: Session) -> History:
    """Return what is on the active stack's metadata store."""
    return open_history(opened(session, explains_missing_repository=True))
