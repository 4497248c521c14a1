"""Hold a schedule, a clock that tests set, and processes that end when a test says so."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from zenml.enums import ExecutionStatus
from zenml.files import create_atomically, write_atomically
from zenml.models.deployment import PipelineDeployment, StepDeployment
from zenml.models.records import StackSnapshot
from zenml.models.schedule import Schedule
from zenml.models.schedule_states import LaunchReport
from zenml.processes import current_process, identity_of_process
from zenml_local.firing_files import FiringFile, FiringFiles
from zenml_local.schedule_files import ScheduleFiles, StoredSchedule
from zenml_local.scheduler import SCHEDULES, Scheduler

NOON = datetime(2026, 6, 1, 12, tzinfo=timezone.utc)
SECOND = timedelta(seconds=1)
RUNNING, COMPLETED, CRASHED = ExecutionStatus.RUNNING, ExecutionStatus.COMPLETED, ExecutionStatus.CRASHED
GONE = dataclasses.replace(identity_of_process(current_process().pid), started="long ago")
"""The identity of a process that does not live any more."""


def deployment(**fields: Any) -> PipelineDeployment:
    steps = (StepDeployment("load", "train:load", "d1"),)
    stack = StackSnapshot("default", {})
    schedule = Schedule(**{"name": "often", **fields})
    return PipelineDeployment("id", "", "training", stack, steps, "/gone", (), {"label": 1}, schedule=schedule)


@dataclass
class FakeProcess:
    """Launch as the real one does, but for what is launched; it ends when a test says so."""

    firing: FiringFile
    pid: int = 4242
    code: int | None = None
    report: LaunchReport = field(init=False)

    def __post_init__(self) -> None:
        name = json.loads(self.firing.deployment.read_bytes())["run_name"]
        self.report = LaunchReport(RUNNING, name, current_process())
        assert create_atomically(self.firing.report, self.report.to_json())

    def poll(self) -> int | None:
        return self.code

    def end(self) -> None:
        write_atomically(self.firing.report, self.report.ended(COMPLETED, self.report.run_name).to_json())
        self.code = 0


class World:
    """Hold one schedule, a clock, and what schedulers have started."""

    def __init__(self, folder: Path, **fields: Any) -> None:
        self.folder, self.now = folder, NOON
        self.files = ScheduleFiles(folder / SCHEDULES)
        self.processes: list[FakeProcess] = []
        self.files.write(StoredSchedule(deployment(**fields), "python", NOON, NOON))

    @property
    def firings(self) -> FiringFiles:
        return self.files.firings("often")

    @property
    def started(self) -> list[int]:
        """Return which slots were started, in seconds after noon."""
        return [round((process.firing.slot - NOON).total_seconds()) for process in self.processes]

    def scheduler(self) -> Scheduler:
        return Scheduler(self.folder, lambda: self.now, self._launch)

    def _launch(self, _stored: StoredSchedule, firing: FiringFile) -> FakeProcess:
        process = FakeProcess(firing)
        self.processes.append(process)
        return process

    def end_all(self) -> None:
        for process in self.processes:
            if process.code is None:
                process.end()


def seconds(count: float) -> datetime:
    return NOON + count * SECOND


def claimed_by_the_dead(world: World, second: int) -> FiringFile:
    """Leave what a scheduler leaves that is killed between its claim and its launch."""
    firing = world.firings.claim(seconds(second), "often", deployment(interval=10).to_json())
    assert firing is not None
    claim = json.loads(firing.claim.read_bytes()) | {"process": dataclasses.asdict(GONE)}
    write_atomically(firing.claim, json.dumps(claim).encode())
    return firing
