"""Keep the schedules of one orchestrator in files.

::

    schedules/.lock                      held by whoever changes or starts something
    schedules/<name>/schedule.json       one StoredSchedule
    schedules/<name>/firings/            what became of its slots: see ``firing_files``
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from zenml.errors import ConfigurationError, NotFoundError
from zenml.files import explained_writing, make_private_folder, write_atomically
from zenml.locks import locked
from zenml.models.deployment import PipelineDeployment
from zenml.models.schedule import Schedule
from zenml.names import clashing, did_you_mean
from zenml_local.firing_files import FiringFiles
from zenml_local.timetables import Timetable

_FORMAT_VERSION = 1
_FILE = "schedule.json"


@dataclass(frozen=True)
class StoredSchedule:
    """Hold what is run again and again, and since when."""

    deployment: PipelineDeployment
    python: str
    """The interpreter that runs it."""
    created: datetime
    since: datetime
    """No slot up to then counts: that of the creation, or when it went on after a pause."""
    is_paused: bool = False

    @property
    def schedule(self) -> Schedule:
        assert self.deployment.schedule is not None  # whoever stores one gives it a schedule
        return self.deployment.schedule

    @property
    def name(self) -> str:
        return self.schedule.name or self.deployment.pipeline

    @cached_property
    def timetable(self) -> Timetable:
        return Timetable(self.schedule, self.created, self.since)

    def to_json(self) -> bytes:
        document = {
            "version": _FORMAT_VERSION,
            "python": self.python,
            "created": self.created.isoformat(),
            "since": self.since.isoformat(),
            "paused": self.is_paused,
            "deployment": json.loads(self.deployment.to_json()),
        }
        return json.dumps(document).encode()


class ScheduleFiles:
    """Read and write the schedules below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def lock(self) -> AbstractContextManager[None]:
        """Hold off everybody else who changes a schedule or starts a run of one."""
        return locked(self.folder / ".lock")

    def names(self) -> list[str]:
        """Return the names of the schedules in their order."""
        return sorted(path.parent.name for path in self.folder.glob(f"[!.]*/{_FILE}"))

    def read(self, name: str) -> StoredSchedule:
        """Return a schedule.

        Raises:
            NotFoundError: there is none of this name.
            ConfigurationError: its file is damaged, or a newer version of this package wrote it.
        """
        path = self.folder / name / _FILE
        try:
            status = path.stat()
            return _parsed(path, _Stamp(status.st_ino, status.st_mtime_ns, status.st_size))
        except FileNotFoundError as error:
            raise self._unknown(name) from error

    def _unknown(self, name: str) -> NotFoundError:
        return NotFoundError(f"there is no schedule named {name!r}", hint=did_you_mean(name, self.names()))

    def clashing(self, name: str) -> str | None:
        """Return a schedule whose name some file systems would not tell from another one."""
        return clashing(name, self.names())

    def write(self, stored: StoredSchedule) -> None:
        """Add or replace a schedule; call it under the lock."""
        folder = make_private_folder(self.folder / stored.name)
        write_atomically(folder / _FILE, stored.to_json())

    def delete(self, name: str) -> None:
        """Forget a schedule and what became of its slots; call it under the lock.

        Raises:
            NotFoundError: there is none of this name.
        """
        folder = self.folder / name
        if name not in self.names():
            raise self._unknown(name)
        gone = self.folder / f".{name}.{os.urandom(4).hex()}"  # in one step, for whoever reads meanwhile
        with explained_writing(folder):
            folder.rename(gone)
            shutil.rmtree(gone)

    def firings(self, name: str) -> FiringFiles:
        """Return what became of the slots of a schedule."""
        return FiringFiles(self.folder / name / "firings")


class _Stamp(NamedTuple):
    """Tell one state of a file from the next."""

    number: int
    modified_ns: int
    size: int


@lru_cache(maxsize=256)
def _parsed(path: Path, _stamp: _Stamp) -> StoredSchedule:
    """Return what a file holds; who looks each second parses each state of it once."""
    try:
        document = json.loads(path.read_bytes())
        version = document["version"]
        if version > _FORMAT_VERSION:
            problem = f"{path} has format {version}, this zenml-local reads format {_FORMAT_VERSION}"
            raise ConfigurationError(problem, hint="pip install --upgrade zenml-local")
        stored = StoredSchedule(
            deployment=PipelineDeployment.from_json(json.dumps(document["deployment"]).encode()),
            python=document["python"],
            created=datetime.fromisoformat(document["created"]),
            since=datetime.fromisoformat(document["since"]),
            is_paused=document["paused"],
        )
        if stored.deployment.schedule is None:
            raise ValueError("it has no schedule")
    except (ValueError, TypeError, LookupError) as error:
        hint = "delete the schedule, and run the script that made it"
        raise ConfigurationError(f"{path} is damaged: {type(error).__name__}: {error}", hint=hint) from error
    return stored
