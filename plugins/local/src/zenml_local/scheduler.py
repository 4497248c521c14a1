"""Start the runs of schedules when they are due: ``python -m zenml_local.scheduler FOLDER``.

The folder is that of a local orchestrator. Nothing is kept in memory that is not in files, so that this process may be
killed at any moment, and several of it may run at once.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from zenml.daemons.daemon import SCHEDULER_FOLDER
from zenml.enums import ExecutionStatus
from zenml.errors import NotFoundError, ZenMLError
from zenml.files import PRIVATE_FILE, write_atomically
from zenml.models.deployment import PipelineDeployment
from zenml.processes import current_process, manner_of_end
from zenml_local.firing_files import FiringFile
from zenml_local.schedule_files import ScheduleFiles, StoredSchedule
from zenml_local.timetables import GRACE

SCHEDULES = "schedules"
"""Folders of an orchestrator: of its schedules, and of the daemon that starts their runs."""
READY = "ready.json"
"""Says, in the folder of the daemon, which process has begun to look after the schedules."""

_LONGEST_WAIT_SECONDS = 1.0
"""So soon a schedule is noticed that was added, and a clock that was set."""
_POLL_SECONDS = 0.1
_logger = logging.getLogger("scheduler")


def now() -> datetime:
    return datetime.now(timezone.utc)


def launch(stored: StoredSchedule, firing: FiringFile) -> subprocess.Popen[bytes]:
    """Start the process that launches what was claimed, with a session of its own: it goes on when this one is stopped.

    Raises:
        OSError: it cannot be started.
    """
    root = Path(stored.deployment.source_root)
    command = [stored.python, "-m", "zenml.entrypoint", "--launch", str(firing.deployment)]
    where = ["--once", str(firing.report), "--config", stored.deployment.config_folder]
    firing.log.touch(PRIVATE_FILE)
    with firing.log.open("ab") as log:
        return subprocess.Popen(
            [*command, *where],
            cwd=root if root.is_dir() else firing.folder,  # the entry point says it clearly that it is gone
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


class Child(Protocol):
    """Be a process that this one started."""

    @property
    def pid(self) -> int: ...
    def poll(self) -> int | None: ...


Launch = Callable[[StoredSchedule, FiringFile], Child]


class Scheduler:
    """Start what is due below a folder; of one schedule, one run at a time."""

    def __init__(self, folder: Path, clock: Callable[[], datetime] = now, launch: Launch = launch) -> None:
        self._files = ScheduleFiles(folder / SCHEDULES)
        self._clock = clock
        self._launch = launch
        self._children: dict[FiringFile, Child] = {}
        self._troubles: dict[str, str] = {}

    def attend(self) -> float:
        """Start whatever is due, and return for how many seconds there is nothing to do."""
        for firing in [firing for firing, child in self._children.items() if child.poll() is not None]:
            self._reap(firing)
        names = self._files.names()
        waits = [self._attend_safely(name) for name in names]
        self._troubles = {name: trouble for name, trouble in self._troubles.items() if name in names}
        return min([_LONGEST_WAIT_SECONDS, *([_POLL_SECONDS] if self._children else []), *waits])

    def _attend_safely(self, name: str) -> float:
        """Attend to one schedule; what is wrong with it is logged once, and harms no other."""
        try:
            wait = self._attend(name)
        except NotFoundError:  # deleted a moment ago
            return _LONGEST_WAIT_SECONDS
        except Exception as error:
            if self._troubles.get(name) != str(error):
                self._troubles[name] = str(error)
                _logger.error("Schedule %r: %s", name, error, exc_info=not isinstance(error, ZenMLError))
            return _LONGEST_WAIT_SECONDS
        self._troubles.pop(name, None)
        return wait

    def _attend(self, name: str) -> float:
        stored = self._files.read(name)
        if self._slot_to_start(stored) is not None:
            self._start_what_is_due(name)
        newest = self._files.firings(name).newest()
        moment = self._clock()
        slot = None if stored.is_paused else stored.timetable.next_slot(newest.slot if newest else None, moment)
        if slot is None:
            return _LONGEST_WAIT_SECONDS
        is_overdue = slot <= moment  # it waits for an earlier run
        return _POLL_SECONDS if is_overdue else (slot - moment).total_seconds()

    def _start_what_is_due(self, name: str) -> None:
        """Claim a slot, and only then start it; look again under the lock, since another may have been faster."""
        with self._files.lock():
            stored = self._files.read(name)
            slot = self._slot_to_start(stored)
            if slot is None:
                return
            deployment = _deployment_for(stored, slot)
            firing = self._files.firings(name).claim(slot, deployment.run_name, deployment.to_json())
        if firing is not None:
            self._start(stored, firing)

    def _slot_to_start(self, stored: StoredSchedule) -> datetime | None:
        newest, moment = self._files.firings(stored.name).newest(), self._clock()
        if stored.is_paused or (newest and newest.is_going_on):
            return None
        if newest and newest.is_lost and (stored.schedule.catchup or moment - newest.slot <= GRACE):
            return newest.slot
        return stored.timetable.due_slot(newest.slot if newest else None, moment)

    def _start(self, stored: StoredSchedule, firing: FiringFile) -> None:
        try:
            child = self._launch(stored, firing)
        except OSError as error:
            _logger.error("Schedule %r, slot %s: cannot start %s: %s", stored.name, firing.slot, stored.python, error)
            _note(firing, f"cannot start {stored.python}: {error.strerror or error}", ExecutionStatus.FAILED)
            return
        self._children[firing] = child
        _logger.info("Schedule %r, slot %s: process %d launches it.", stored.name, firing.slot, child.pid)

    def _reap(self, firing: FiringFile) -> None:
        code = self._children.pop(firing).poll()
        assert code is not None  # it has ended
        name = firing.folder.parent.name
        try:
            if firing.folder.exists():  # else the schedule was deleted
                self._tell_end(name, firing, code)
        except ZenMLError as error:
            _logger.error("Schedule %r, slot %s: %s", name, firing.slot, error)

    def _tell_end(self, name: str, firing: FiringFile, code: int) -> None:
        _note(firing, f"its process {manner_of_end(code)}", ExecutionStatus.CRASHED)
        state = firing.state()
        level = logging.INFO if state.status.is_success else logging.ERROR
        remark = f": {state.error}" if state.error else ""
        _logger.log(level, "Schedule %r, slot %s: run %r %s%s", name, firing.slot, state.run_name, state.status, remark)


def _note(firing: FiringFile, error: str, status: ExecutionStatus) -> None:
    """Note how a launch ended that did not say so itself; one that never began is made again if there is no place."""
    try:
        firing.fail(error, status)
    except ZenMLError:
        if not firing.report.exists():
            firing.remove()
        raise


def _deployment_for(stored: StoredSchedule, slot: datetime) -> PipelineDeployment:
    """Return what is run at one slot: a run of its own, whose record tells of schedule and slot."""
    facts = {"schedule": stored.schedule.to_plain(), "scheduled_for": slot.isoformat()}
    return replace(
        stored.deployment,
        run_id=str(uuid4()),
        run_name=f"{stored.name}-{slot.strftime('%Y_%m_%d-%H_%M_%S')}",
        runtime_configuration={**stored.deployment.runtime_configuration, **facts},
    )


def main(arguments: Sequence[str]) -> None:
    """Look after the schedules of a folder for ever."""
    folder = Path(arguments[0])
    logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    scheduler = Scheduler(folder)
    _logger.info("The scheduler of %s has begun.", folder)
    if (folder / SCHEDULER_FOLDER).is_dir():
        write_atomically(folder / SCHEDULER_FOLDER / READY, json.dumps(asdict(current_process())).encode())
    while True:
        time.sleep(scheduler.attend())


if __name__ == "__main__":
    main(sys.argv[1:])
