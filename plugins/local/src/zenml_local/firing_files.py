"""Keep what became of the slots of one schedule, so that each is started once.

For each slot, named by its time in UTC::

    <slot>.claim         which scheduler starts it; made once, before anything is started
    <slot>.deployment    what is launched
    <slot>.report        made once, by the process that launches it, as its first deed; then how it ended
    <slot>.log           what that process printed

A claim whose scheduler was killed may be taken over as long as there is no report: should the first process be on its
way yet, only one of the two makes the report, and the other ends.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from functools import cached_property
from pathlib import Path

from zenml.enums import ExecutionStatus
from zenml.errors import ConfigurationError
from zenml.files import create_atomically, make_private_folder, write_atomically
from zenml.models.schedule_states import Firing, LaunchReport
from zenml.processes import ProcessIdentity, current_process, is_alive, is_local

_KEPT = 100
"""Slots of a schedule about which something is remembered; older ones are never due again."""
_NAME = "%Y%m%dT%H%M%S.%fZ"
_FORMAT_VERSION = 1


@dataclass(frozen=True)
class FiringFile:
    """Look at what became of one slot."""

    folder: Path
    slot: datetime

    @cached_property
    def claim(self) -> Path:
        return self._path("claim")

    @cached_property
    def deployment(self) -> Path:
        return self._path("deployment")

    @cached_property
    def report(self) -> Path:
        return self._path("report")

    @cached_property
    def log(self) -> Path:
        return self._path("log")

    def read_report(self) -> LaunchReport | None:
        """Return how the launch is doing, ``None`` before it has begun; one whose process is gone has crashed.

        Raises:
            ConfigurationError: the report is damaged, or a newer version of the product wrote it.
        """
        try:
            report = LaunchReport.from_json(self.report.read_bytes())
        except FileNotFoundError:
            return None
        if report.status is ExecutionStatus.RUNNING and not _lives(report.process):
            return report.ended(ExecutionStatus.CRASHED, report.run_name, "its process is gone")
        return report

    @property
    def is_going_on(self) -> bool:
        """Say whether a run of the slot is being started, or has not ended."""
        try:
            report = self.read_report()
        except ConfigurationError:
            return False
        return _lives(self._claimer) if report is None else report.status is ExecutionStatus.RUNNING

    @property
    def is_lost(self) -> bool:
        """Say whether the scheduler that claimed the slot was killed before anything began."""
        return not self.report.exists() and not _lives(self._claimer)

    def state(self) -> Firing:
        """Return what became of the slot, for people."""
        claimed = self._claimed()
        try:
            report = self.read_report()
        except ConfigurationError as error:
            return Firing(self.slot, claimed, ExecutionStatus.CRASHED, str(error))
        if report is not None:
            return Firing(self.slot, report.run_name, report.status, report.error)
        if _lives(self._claimer):
            return Firing(self.slot, claimed, ExecutionStatus.INITIALIZING)
        return Firing(self.slot, claimed, ExecutionStatus.CRASHED, "the scheduler was gone before it had started it")

    def fail(self, error: str, status: ExecutionStatus = ExecutionStatus.FAILED) -> None:
        """Note that the launch came to nothing, unless it has said itself how it ended."""
        failed = LaunchReport(status, self._claimed(), current_process(), error)
        if create_atomically(self.report, failed.to_json()):
            return
        present = LaunchReport.from_json(self.report.read_bytes())
        if present.status is ExecutionStatus.RUNNING:
            write_atomically(self.report, present.ended(status, present.run_name, error).to_json())

    def remove(self) -> None:
        """Forget the slot; the claim goes last."""
        for path in (self.deployment, self.log, self.report, self.claim):
            path.unlink(missing_ok=True)

    def _claimed(self) -> str:
        """Return the name under which the slot was to run."""
        try:
            return str(json.loads(self.claim.read_bytes())["run_name"])
        except (OSError, ValueError, LookupError, TypeError):
            return ""

    @property
    def _claimer(self) -> ProcessIdentity | None:
        try:
            return ProcessIdentity(**json.loads(self.claim.read_bytes())["process"])
        except (OSError, ValueError, LookupError, TypeError):
            return None

    def _path(self, suffix: str) -> Path:
        return self.folder / f"{self.slot.astimezone(timezone.utc).strftime(_NAME)}.{suffix}"


class FiringFiles:
    """Know the slots of one schedule that were started."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def all(self) -> list[FiringFile]:
        """Return those that are remembered, the oldest first."""
        slots = sorted(filter(None, map(_slot_of, self.folder.glob("*.claim"))))
        return [FiringFile(self.folder, slot) for slot in slots]

    def newest(self) -> FiringFile | None:
        """Return the last one, after which the next is due."""
        firings = self.all()
        return firings[-1] if firings else None

    def claim(self, slot: datetime, run_name: str, deployment: bytes) -> FiringFile | None:
        """Claim a slot for this process, or take over a lost one; ``None`` if another was faster.

        Call it under the lock of the schedules, which also keeps an old slot from being claimed that was forgotten.
        """
        firing = FiringFile(make_private_folder(self.folder), slot)
        process = asdict(current_process())
        claim = json.dumps({"version": _FORMAT_VERSION, "process": process, "run_name": run_name}).encode()
        if firing.claim.exists() and not firing.is_lost:
            return None
        write_atomically(firing.deployment, deployment)
        if firing.claim.exists():
            write_atomically(firing.claim, claim)
        elif not create_atomically(firing.claim, claim):
            return None
        self._forget_old_ones()
        return firing

    def _forget_old_ones(self) -> None:
        for firing in self.all()[:-_KEPT]:
            firing.remove()


def _slot_of(claim: Path) -> datetime | None:
    try:
        return datetime.strptime(claim.name.removesuffix(".claim"), _NAME).replace(tzinfo=timezone.utc)
    except ValueError:
        return None


def _lives(process: ProcessIdentity | None) -> bool:
    return process is not None and is_local(process) and is_alive(process)
