"""Speak with a worker: one line of JSON asks for an attempt at a step, another answers what it came to."""

from __future__ import annotations

import base64
import io
import json
import pickle
import traceback
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from zenml.engine.outcomes import FarError, error_text
from zenml.engine.step_body import Outcome
from zenml.models.runs import ArtifactFile, ArtifactRecord
from zenml.redaction import redacted
from zenml.sources import name_of_main, source_root

BEGUN = b"begun\n"
"""What a worker says before it answers, when all that the attempt needs is imported."""
GRACE_SECONDS = 1.0
"""How long a worker that is to end may take to save its log."""


@dataclass(frozen=True)
class Request:
    """Ask for an attempt at a step."""

    step: str
    inputs: Mapping[str, ArtifactRecord]
    attempt: int

    def to_line(self) -> bytes:
        """Return the request as the worker reads it."""
        return _line({"step": self.step, "inputs": _plain_artifacts(self.inputs), "attempt": self.attempt})

    @classmethod
    def from_line(cls, line: bytes) -> Request:
        """Read what ``to_line`` wrote."""
        document = json.loads(line)
        return cls(document["step"], _artifacts(document["inputs"]), document["attempt"])


class FarTracebackError(Exception):
    """Be the cause of an exception that a worker raised: where in the worker it was."""


def answer_line(outcome: Outcome) -> bytes:
    """Return an outcome as the process that asked reads it, without secrets: that process may not know them."""
    answer: dict[str, Any] = {"outputs": _plain_artifacts(outcome.outputs), "log_uri": outcome.log_uri}
    if outcome.error is not None:
        answer["error"] = {
            "text": redacted(error_text(outcome.error)),
            "classes": outcome.error_classes,
            "pickle": _pickled(outcome.error),
            "traceback": redacted("".join(traceback.format_exception(outcome.error))),
        }
    return _line(answer)


def outcome_from(line: bytes) -> Outcome:
    """Read what ``answer_line`` wrote."""
    document = json.loads(line)
    found = document.get("error")
    error = _rebuilt(found) if found else None
    classes = tuple(found["classes"]) if found else ()
    return Outcome(_artifacts(document["outputs"]), document["log_uri"], error, classes)


def _line(document: object) -> bytes:
    return json.dumps(document, default=datetime.isoformat).encode() + b"\n"


def _plain_artifacts(artifacts: Mapping[str, ArtifactRecord]) -> dict[str, object]:
    return {name: asdict(artifact) for name, artifact in artifacts.items()}


def _artifacts(document: Mapping[str, Mapping[str, Any]]) -> dict[str, ArtifactRecord]:
    return {name: _artifact(entry) for name, entry in document.items()}


def _artifact(entry: Mapping[str, Any]) -> ArtifactRecord:
    parts = {
        "files": tuple(ArtifactFile(**file) for file in entry["files"]),
        "created_at": datetime.fromisoformat(entry["created_at"]),
        "tags": tuple(entry["tags"]),
        "deleted_at": datetime.fromisoformat(entry["deleted_at"]) if entry["deleted_at"] else None,
    }
    return ArtifactRecord(**{**entry, **parts})


def _pickled(error: BaseException) -> str:
    """Return an exception as text if another process can rebuild it and may, else ``""``: not all can be pickled."""
    if redacted(str(error)) != str(error):
        return ""
    try:
        data = pickle.dumps(error)
        pickle.loads(data)  # noqa: S301 - what the line above wrote
    except Exception:  # noqa: BLE001 - whatever its class raises
        return ""
    return base64.b64encode(data).decode()


def _rebuilt(found: Mapping[str, str]) -> BaseException:
    error: BaseException
    try:
        error = _Unpickler(io.BytesIO(base64.b64decode(found["pickle"]))).load()
    except Exception:  # noqa: BLE001 - a class that cannot be imported here, or nothing at all
        error = FarError(found["text"])
    error.__cause__ = FarTracebackError(f"in a worker process:\n{found['traceback']}")
    return error


class _Unpickler(pickle.Unpickler):  # what it reads comes from a worker of our own
    """Take the classes of the main script from where they are, under the name that they have in a worker."""

    def find_class(self, module: str, name: str, /) -> Any:
        is_of_main = module == name_of_main(source_root())
        return super().find_class("__main__" if is_of_main else module, name)
