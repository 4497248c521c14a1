"""Keep the schedules of one local orchestrator, and let its scheduler run."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, replace
from pathlib import Path

from zenml.daemons import Daemon
from zenml.daemons.daemon import SCHEDULER_FOLDER
from zenml.errors import ConfigurationError, ConflictError
from zenml.models.deployment import PipelineDeployment
from zenml.models.schedule_states import SchedulerState, ScheduleState
from zenml_local.schedule_files import ScheduleFiles, StoredSchedule
from zenml_local.scheduler import READY, SCHEDULES, now
from zenml_local.timetables import with_time_zone


class Schedules:
    """Know the schedules below the folder of an orchestrator."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = ScheduleFiles(folder / SCHEDULES)
        self._daemon = Daemon(folder / SCHEDULER_FOLDER)

    def add(self, deployment: PipelineDeployment) -> ScheduleState:
        """Keep a deployment with its schedule; one of the same name and pipeline is replaced.

        Raises:
            ConfigurationError: it is never due.
            ConflictError: the name is that of another pipeline's schedule.
        """
        assert deployment.schedule is not None  # that is why it comes here
        deployment = replace(deployment, schedule=with_time_zone(deployment.schedule))
        moment = now()
        new = StoredSchedule(deployment, sys.executable, moment, moment)
        if new.timetable.next_slot(None, moment) is None:
            raise ConfigurationError(
                f"the schedule {new.name!r} is never due: {new.schedule.words}",
                hint="look at its times and its end_time",
            )
        with self._files.lock():
            self._refuse_taken(new)
            self._files.write(new)
        return self._state(new.name)

    def all(self) -> list[ScheduleState]:
        """Return how each schedule is doing, by name; of a damaged one only what is wrong."""
        return [self._state(name) for name in self._files.names()]

    def pause(self, name: str, *, is_paused: bool) -> None:
        """Let a schedule rest, or go on with what is due from now on.

        Raises:
            NotFoundError: there is no such schedule.
        """
        with self._files.lock():
            stored = self._files.read(name)
            if stored.is_paused != is_paused:
                since = stored.since if is_paused else now()
                self._files.write(replace(stored, is_paused=is_paused, since=since))

    def delete(self, name: str) -> None:
        """Forget a schedule.

        Raises:
            NotFoundError: there is no such schedule.
        """
        with self._files.lock():
            self._files.delete(name)

    @property
    def scheduler(self) -> SchedulerState:
        """Say whether the scheduler runs."""
        log = self._daemon.log_file
        return SchedulerState(self._daemon.is_running, log if log.exists() else None)

    def start(self) -> bool:
        """Start the scheduler unless it runs, and say whether this call started it."""
        command = [sys.executable, "-m", "zenml_local.scheduler", str(self._folder)]
        return self._daemon.start(command, ready=self._is_ready)

    def stop(self) -> bool:
        """Stop the scheduler if it runs, and say whether it did."""
        is_running = self._daemon.is_running
        self._daemon.stop()
        return is_running

    def _is_ready(self) -> bool:
        process = self._daemon.process
        return process is not None and json.loads((self._folder / SCHEDULER_FOLDER / READY).read_bytes()) == asdict(
            process
        )

    def _refuse_taken(self, new: StoredSchedule) -> None:
        taken = self._files.clashing(new.name)
        if taken is None:
            return
        pipeline = self._state(taken).pipeline
        if taken != new.name or pipeline not in ("", new.deployment.pipeline):
            raise ConflictError(
                f"the schedule {taken!r} of pipeline {pipeline!r} exists already",
                hint="give this one another name: Schedule(name=…)",
            )

    def _state(self, name: str) -> ScheduleState:
        newest = self._files.firings(name).newest()
        last = newest.state() if newest else None
        try:
            stored = self._files.read(name)
        except ConfigurationError as error:
            return ScheduleState(name, "", "", None, last_firing=last, error=str(error))
        slot = None if stored.is_paused else stored.timetable.next_slot(newest.slot if newest else None, now())
        deployment = stored.deployment
        return ScheduleState(
            name, deployment.pipeline, deployment.stack.name, stored.schedule, stored.is_paused, slot, last
        )
