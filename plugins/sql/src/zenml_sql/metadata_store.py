"""Remember runs, steps and artifacts in an SQL database."""

from __future__ import annotations

import os
from abc import abstractmethod
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import ClassVar

from pydantic import Field, field_validator

from zenml.components import local_store_folder
from zenml.enums import ExecutionStatus
from zenml.metadata_stores import ALL, ANY, ANY_ARTIFACT, BaseMetadataStore
from zenml.models.runs import (
    ArtifactFilter,
    ArtifactRecord,
    Page,
    RunFilter,
    RunRecord,
    StepEnd,
    StepRecord,
    StepStart,
)
from zenml.processes import ProcessIdentity
from zenml_sql import metadata_artifacts, metadata_reading, metadata_writing
from zenml_sql.databases import Database
from zenml_sql.metadata_schema import artifacts, runs
from zenml_sql.metadata_tags import change_tags
from zenml_sql.sqlite_database import files_of, sqlite_database

_SQLITE = "sqlite:///"


class SQLMetadataStore(BaseMetadataStore):
    """Remember in any database that SQLAlchemy speaks to.

    A subclass says how to reach its own; what that database says differently stands in ``dialects``.
    """

    @property
    @abstractmethod
    def database(self) -> Database:
        """Return this process's connections, whose tables exist and have this package's revision."""

    def create_run(self, run: RunRecord, steps: Sequence[StepRecord]) -> None:
        with self.database.writing() as connection:
            metadata_writing.create_run(connection, run, steps)

    def start_run(self, run_id: str) -> bool:
        with self.database.writing() as connection:
            return metadata_writing.start_run(connection, run_id)

    def finish_run(
        self, run_id: str, status: ExecutionStatus, *, duration_seconds: float | None = None, error: str | None = None
    ) -> bool:
        with self.database.writing() as connection:
            return metadata_writing.finish_run(connection, run_id, status, duration_seconds, error)

    def start_step(self, start: StepStart) -> bool:
        with self.database.writing() as connection:
            return metadata_writing.start_step(connection, start)

    def finish_step(self, end: StepEnd) -> bool:
        with self.database.writing() as connection:
            return metadata_writing.finish_step(connection, end)

    def cache_step(self, start: StepStart, end: StepEnd) -> bool:
        with self.database.writing() as connection:
            return metadata_writing.cache_step(connection, start, end)

    def find_cached_outputs(self, cache_key: str, artifact_store: str) -> dict[str, ArtifactRecord] | None:
        with self.database.reading() as connection:
            return metadata_reading.cached_outputs(connection, cache_key, artifact_store)

    def crash_step(self, step_id: str, process: ProcessIdentity, error: str) -> bool:
        with self.database.writing() as connection:
            return metadata_writing.crash_step(connection, step_id, process, error)

    def beat(self, run_id: str, process: ProcessIdentity) -> None:
        with self.database.writing() as connection:
            metadata_writing.beat(connection, run_id, process)

    def silent_runs(self) -> list[tuple[RunRecord, float]]:
        with self.database.reading() as connection:
            return metadata_reading.silent_runs(connection)

    def silent_steps(self) -> list[tuple[StepRecord, float]]:
        with self.database.reading() as connection:
            return metadata_reading.silent_steps(connection)

    def list_runs(self, where: RunFilter = ANY, page: Page = ALL) -> list[RunRecord]:
        with self.database.reading() as connection:
            return metadata_reading.list_runs(connection, where, page)

    def count_runs(self, where: RunFilter = ANY) -> int:
        with self.database.reading() as connection:
            return metadata_reading.count_runs(connection, where)

    def get_run(self, name_or_id: str) -> RunRecord | None:
        with self.database.reading() as connection:
            return metadata_reading.get_run(connection, name_or_id)

    def list_pipelines(self) -> list[str]:
        with self.database.reading() as connection:
            return metadata_reading.list_pipelines(connection)

    def list_steps(self, run_id: str) -> list[StepRecord]:
        with self.database.reading() as connection:
            return metadata_reading.list_steps(connection, run_id)

    def input_artifacts(self, step_id: str) -> dict[str, ArtifactRecord]:
        with self.database.reading() as connection:
            return metadata_reading.input_artifacts(connection, step_id)

    def output_artifacts(self, step_id: str) -> dict[str, ArtifactRecord]:
        with self.database.reading() as connection:
            return metadata_reading.output_artifacts(connection, step_id)

    def get_step(self, step_id: str) -> StepRecord | None:
        with self.database.reading() as connection:
            return metadata_reading.get_step(connection, step_id)

    def get_artifact(self, artifact_id: str) -> ArtifactRecord | None:
        with self.database.reading() as connection:
            return metadata_reading.get_artifact(connection, artifact_id)

    def consumers_of(self, artifact_id: str) -> list[StepRecord]:
        with self.database.reading() as connection:
            return metadata_reading.consumers_of(connection, artifact_id)

    def previous_completion(self, step_id: str) -> StepRecord | None:
        with self.database.reading() as connection:
            return metadata_reading.previous_completion(connection, step_id)

    def list_artifacts(self, where: ArtifactFilter = ANY_ARTIFACT, page: Page = ALL) -> list[ArtifactRecord]:
        with self.database.reading() as connection:
            return metadata_artifacts.list_artifacts(connection, where, page)

    def count_artifacts(self, where: ArtifactFilter = ANY_ARTIFACT) -> int:
        with self.database.reading() as connection:
            return metadata_artifacts.count_artifacts(connection, where)

    def unerased_artifacts(self) -> list[ArtifactRecord]:
        with self.database.reading() as connection:
            return metadata_artifacts.unerased_artifacts(connection)

    def delete_run(self, run_id: str) -> bool:
        with self.database.writing() as connection:
            return metadata_writing.delete_run(connection, run_id)

    def delete_artifact(self, artifact_id: str) -> bool:
        with self.database.writing() as connection:
            return metadata_artifacts.delete_artifact(connection, artifact_id)

    def delete_unreferenced_artifacts(self) -> int:
        with self.database.writing() as connection:
            return metadata_artifacts.delete_unreferenced_artifacts(connection)

    def note_erased(self, artifact_id: str) -> None:
        with self.database.writing() as connection:
            metadata_artifacts.note_erased(connection, artifact_id)

    def tag_run(self, run_id: str, *, add: Iterable[str] = (), remove: Iterable[str] = ()) -> bool:
        with self.database.writing() as connection:
            return change_tags(connection, runs, run_id, add, remove)

    def tag_artifact(self, artifact_id: str, *, add: Iterable[str] = (), remove: Iterable[str] = ()) -> bool:
        with self.database.writing() as connection:
            return change_tags(connection, artifacts, artifact_id, add, remove)


class SQLiteMetadataStore(SQLMetadataStore):
    """Remember in a SQLite file of this machine, which any number of its processes may use at once."""

    FLAVOR: ClassVar[str] = "sqlite"

    uri: str = Field(
        default_factory=lambda data: f"{_SQLITE}{local_store_folder(data['uuid'])}/metadata.db",
        description="The database file, as a path or as sqlite:////folder/metadata.db; a relative path is resolved "
        "when it is registered. By default it lies in this component's folder below the global configuration",
    )

    @field_validator("uri")
    @classmethod
    def _uri_names_a_file(cls, uri: str) -> str:
        if "://" not in uri and uri:
            uri = f"{_SQLITE}{os.path.abspath(os.path.expanduser(uri))}"
        is_absolute_path = uri.startswith(f"{_SQLITE}/") and not uri.endswith("/") and "?" not in uri
        if not is_absolute_path:
            raise ValueError(
                "write the path of a file, or sqlite:/// and its absolute path: sqlite:////folder/metadata.db"
            )
        return uri

    @property
    def path(self) -> Path:
        """Return the path of the database file."""
        return _path(self.uri)

    @property
    def local_path(self) -> Path | None:
        """Return this component's own folder; a folder that the user named may hold other things as well."""
        own_folder = local_store_folder(self.uuid)
        return own_folder if own_folder in self.path.parents else None

    @property
    def is_visible_elsewhere(self) -> bool:
        """Say no, wherever the file lies: SQLite must not be used over a network, see sqlite.org/useovernet.html."""
        return False

    @property
    def owned_paths(self) -> tuple[Path, ...]:
        return (*super().owned_paths, *files_of(self.path))

    @property
    def database(self) -> Database:
        return sqlite_database(self.path)


@lru_cache(maxsize=8)
def _path(uri: str) -> Path:
    """Return always the same object, which remembers its hash: each transaction looks its database up by it."""
    return Path(uri.removeprefix(_SQLITE))
