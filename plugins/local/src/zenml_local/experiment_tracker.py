"""Keep what steps measure in files of this machine."""

from __future__ import annotations

import json
import math
import operator
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, ClassVar

from pydantic import Field, PrivateAttr, field_validator

from zenml.components import local_store_folder
from zenml.errors import UsageError
from zenml.experiment_trackers import BaseExperimentTracker
from zenml.models.deployment import PipelineDeployment, StepDeployment
from zenml.models.metrics import Metric
from zenml_local import line_files
from zenml_local.tracked_runs import (
    FOLDER,
    METRICS,
    PARAMETERS,
    TAGS,
    begin_step,
    end_step,
    metrics_in,
    step_folders,
    values_in,
)


@dataclass
class _OpenStep:
    folder: Path | None = None


class LocalExperimentTracker(BaseExperimentTracker):
    """Keep metrics, parameters and tags as lines of JSON, in a folder for each run and step.

    Several processes of one step may log at once. What was logged is in the file when the call returns, also if the
    process is killed then.

    Example::

        @step(experiment_tracker="notes")
        def train(context: StepContext, epochs: int) -> float:
            for epoch in range(epochs):
                context.experiment_tracker.log_metric("loss", 1 / (epoch + 1), step=epoch)
    """

    FLAVOR: ClassVar[str] = "local"

    path: str = Field(
        default_factory=lambda data: str(local_store_folder(data["uuid"])),
        description="Folder; a relative path is resolved when it is registered. "
        "Default: local_stores/<uuid> in the configuration folder",
    )
    _open: _OpenStep = PrivateAttr(default_factory=_OpenStep)

    @field_validator("path")
    @classmethod
    def _path_is_absolute(cls, path: str) -> str:
        """Return an absolute path: a relative one would name another folder from every working folder."""
        if not path or "\0" in path or "://" in path:
            raise ValueError("must name a folder")
        return os.path.abspath(os.path.expanduser(path))

    @property
    def local_path(self) -> Path | None:
        return Path(self.path)

    @property
    def owned_paths(self) -> tuple[Path, ...]:
        return (*super().owned_paths, Path(self.path, FOLDER))

    @property
    def link(self) -> str | None:
        return self._open.folder.as_uri() if self._open.folder else None

    def start_step(self, deployment: PipelineDeployment, step: StepDeployment) -> None:
        self._open.folder = begin_step(Path(self.path), deployment, step.name)

    def end_step(
        self,
        deployment: PipelineDeployment,  # noqa: ARG002 - one step is open at a time
        step: StepDeployment,  # noqa: ARG002 - as above
        *,
        failed: bool,  # noqa: ARG002 - the metadata store knows
    ) -> None:
        folder, self._open.folder = self._folder(), None
        end_step(folder)

    def log_parameters(self, parameters: Mapping[str, object]) -> None:
        """Record settings of the open run; a value that JSON does not know is kept as text."""
        self._append(PARAMETERS, {_name(name): _plain(value) for name, value in parameters.items()})

    def log_metrics(self, metrics: Mapping[str, float], step: int | None = None) -> None:
        """Record metrics of the open run, also such as are not finite.

        Raises:
            UsageError: a value is no number, or ``step`` no whole one.
        """
        time = datetime.now(timezone.utc).isoformat()
        values = {_name(name): _json_number(_number(name, value)) for name, value in metrics.items()}
        at = None if step is None else _whole(step)
        records = [{"name": name, "value": value, "step": at, "time": time} for name, value in values.items()]
        line_files.append(self._folder() / METRICS, records)

    def set_tag(self, name: str, value: str) -> None:
        self._append(TAGS, {_name(name): str(value)})

    def metrics(self, run: str) -> list[Metric]:
        """Return what the steps of a run logged, step by step, in the order in which it was logged.

        Raises:
            NotFoundError: no step of such a run has told anything.
        """
        logged = filter(None, (list(metrics_in(folder)) for folder in step_folders(Path(self.path), run)))
        return [metric for metrics in sorted(logged, key=lambda metrics: metrics[0].time) for metric in metrics]

    def parameters(self, run: str) -> dict[str, dict[str, Any]]:
        """Return the parameters that each step of a run logged, by step and name; otherwise as ``metrics``."""
        return {folder.name: values_in(folder / PARAMETERS) for folder in step_folders(Path(self.path), run)}

    def tags(self, run: str) -> dict[str, dict[str, str]]:
        """Return the tags that each step of a run set, by step and name; otherwise as ``metrics``."""
        return {folder.name: values_in(folder / TAGS) for folder in step_folders(Path(self.path), run)}

    def _append(self, file: str, values: Mapping[str, object]) -> None:
        line_files.append(self._folder() / file, [{"name": name, "value": value} for name, value in values.items()])

    def _folder(self) -> Path:
        if self._open.folder is None:
            raise UsageError(
                f"experiment tracker {self.name!r} has no open run",
                hint=f"use it within a step that names it: @step(experiment_tracker={self.name!r})",
            )
        return self._open.folder


def _name(name: object) -> str:
    if not isinstance(name, str) or not name:
        raise UsageError(f"{name!r} is no name", hint="write a text that is not empty")
    return name


def _number(name: str, value: object) -> float:
    try:
        if isinstance(value, (str, bytes)):
            raise TypeError
        return float(value)  # type: ignore[arg-type]  # whatever knows how: NumPy's numbers, arrays of one
    except (TypeError, ValueError, OverflowError) as error:
        raise UsageError(f"metric {name!r} is no number: {value!r:.80}") from error


def _whole(step: object) -> int:
    try:
        return operator.index(step)  # type: ignore[arg-type]  # NumPy's whole numbers, too
    except TypeError as error:
        raise UsageError(f"the step of a metric is no whole number: {step!r:.80}") from error


def _json_number(value: float) -> float | str:
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else f"{'-' if value < 0 else ''}Infinity"


def _plain(value: object) -> object:
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        return str(value)
    return value
