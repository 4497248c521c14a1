"""Describe how schedules, and the launches that they cause, are doing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from zenml.enums import ExecutionStatus
from zenml.errors import ConfigurationError
from zenml.models.schedule import Schedule
from zenml.processes import ProcessIdentity

_FORMAT_VERSION = 1


@dataclass(frozen=True)
class Firing:
    """Say what became of one slot of a schedule."""

    slot: datetime
    run_name: str
    status: ExecutionStatus
    """As that of the run; ``initializing`` until there is one, ``crashed`` if its process is gone."""
    error: str = ""


@dataclass(frozen=True)
class ScheduleState:
    """Describe a schedule as an orchestrator keeps it."""

    name: str
    pipeline: str
    stack: str
    schedule: Schedule | None
    """``None`` if it is damaged: then ``error`` says how."""
    is_paused: bool = False
    next_slot: datetime | None = None
    """When it is due, whether or not something runs by then that starts it; ``None`` if never again, or paused."""
    last_firing: Firing | None = None
    error: str = ""
    """Why this schedule cannot fire as it is stored."""


@dataclass(frozen=True)
class SchedulerState:
    """Say whether what starts the runs of an orchestrator's schedules is there."""

    is_running: bool
    log_file: Path | None = None


@dataclass(frozen=True)
class LaunchReport:
    """Tell what becomes of one launch of a stored deployment, in a file that is made once."""

    status: ExecutionStatus
    run_name: str
    process: ProcessIdentity
    error: str = ""

    def ended(self, status: ExecutionStatus, run_name: str, error: str = "") -> LaunchReport:
        """Return the report of how it ended."""
        return replace(self, status=status, run_name=run_name, error=error)

    def to_json(self) -> bytes:
        return json.dumps({"version": _FORMAT_VERSION, **asdict(self)}).encode()

    @classmethod
    def from_json(cls, data: bytes) -> LaunchReport:
        """Rebuild a report.

        Raises:
            ConfigurationError: it is damaged, or a newer version of the product wrote it.
        """
        try:
            document = json.loads(data)
            _check_version(document)
            process = ProcessIdentity(**document["process"])
            return cls(ExecutionStatus(document["status"]), document["run_name"], process, document["error"])
        except (ValueError, TypeError, LookupError) as error:
            raise ConfigurationError(f"this report of a launch is damaged: {error}", hint="delete its file") from error


def _check_version(document: Mapping[str, Any]) -> None:
    if document["version"] > _FORMAT_VERSION:
        found = document["version"]
        raise ConfigurationError(
            f"this report of a launch has format {found}, this zenml-core reads format {_FORMAT_VERSION}",
            hint="install the zenml-core that wrote it",
        )
