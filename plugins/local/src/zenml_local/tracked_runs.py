"""Lay out what steps tell an experiment tracker: a folder for each run, in it one for each step.

::

    experiments/<run id>/.run.json            {"version": 1, "name": ..., "pipeline": ...}
    experiments/<run id>/<step>/metrics.jsonl     {"name": ..., "value": ..., "step": ..., "time": ...}
    experiments/<run id>/<step>/parameters.jsonl  {"name": ..., "value": ...}, the last one of a name holds
    experiments/<run id>/<step>/tags.jsonl        likewise

A value that is not finite stands there as the text ``NaN``, ``Infinity`` or ``-Infinity``, since JSON has none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from zenml.errors import ConfigurationError, NotFoundError
from zenml.files import make_private_folder, sync_folder, write_atomically
from zenml.models.deployment import PipelineDeployment
from zenml.models.metrics import Metric
from zenml.names import did_you_mean
from zenml_local import line_files

FOLDER = "experiments"
METRICS, PARAMETERS, TAGS = "metrics.jsonl", "parameters.jsonl", "tags.jsonl"

_FILES = (METRICS, PARAMETERS, TAGS)
_RUN = ".run.json"  # no step's name begins with a dot
_FORMAT_VERSION = 1


def begin_step(root: Path, deployment: PipelineDeployment, step_name: str) -> Path:
    """Return the folder of a step, empty: what an earlier attempt at it logged goes."""
    folder = make_private_folder(root / FOLDER / deployment.run_id / step_name)
    run = folder.parent / _RUN
    if not run.exists():
        document = {"version": _FORMAT_VERSION, "name": deployment.run_name, "pipeline": deployment.pipeline}
        write_atomically(run, json.dumps(document).encode())
    for name in _FILES:
        (folder / name).unlink(missing_ok=True)
    return folder


def end_step(folder: Path) -> None:
    """Make what a step logged survive a power cut."""
    for name in _FILES:
        line_files.save(folder / name)
    sync_folder(folder)


def step_folders(root: Path, run: str) -> list[Path]:
    """Return the folders of the steps of a run, by its id, or else the newest run of that name.

    Raises:
        NotFoundError: no step of such a run has told anything.
        ConfigurationError: a newer version of this package wrote it.
    """
    found = _runs(root)
    if run not in found:
        named = {_document(folder)["name"]: run_id for run_id, folder in found.items()}
        if run not in named:
            raise NotFoundError(f"no step of a run {run!r} was tracked", hint=did_you_mean(run, named))
        run = named[run]
    _check_version(found[run])
    return sorted(entry for entry in found[run].iterdir() if entry.is_dir())


def metrics_in(folder: Path) -> Iterator[Metric]:
    """Return the metrics of a step in their order; a line that holds something else is passed over."""
    found = (_metric(folder.name, record) for record in line_files.read(folder / METRICS))
    return (metric for metric in found if metric is not None)


def values_in(path: Path) -> dict[str, Any]:
    """Return parameters or tags of a step by name."""
    return {record["name"]: record["value"] for record in line_files.read(path) if {"name", "value"} <= record.keys()}


def _runs(root: Path) -> dict[str, Path]:
    """Return the folders of the runs by id, in the order in which the runs began."""
    folders = [file.parent for file in (root / FOLDER).glob(f"*/{_RUN}")]
    return {folder.name: folder for folder in sorted(folders, key=lambda folder: (folder / _RUN).stat().st_mtime_ns)}


def _metric(step_name: str, record: Mapping[str, Any]) -> Metric | None:
    try:
        time = datetime.fromisoformat(record["time"])
        return Metric(step_name, record["name"], float(record["value"]), record["step"], time)
    except (KeyError, TypeError, ValueError):
        return None


def _document(folder: Path) -> dict[str, Any]:
    try:
        document = json.loads((folder / _RUN).read_bytes())
    except ValueError as error:
        raise ConfigurationError(f"{folder / _RUN} is damaged: {error}", hint="remove its folder") from error
    if not isinstance(document, dict) or not isinstance(document.get("name"), str):
        raise ConfigurationError(f"{folder / _RUN} is damaged: it names no run", hint="remove its folder")
    return document


def _check_version(folder: Path) -> None:
    version = _document(folder).get("version")
    if not isinstance(version, int) or version > _FORMAT_VERSION:
        problem = f"{folder / _RUN} has format {version}, this zenml-local reads format {_FORMAT_VERSION}"
        raise ConfigurationError(problem, hint="pip install --upgrade zenml-local")
