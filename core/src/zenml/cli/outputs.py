"""Show what a step produced: small values themselves, of all else the type."""

from __future__ import annotations

import math
import re

from zenml.cli.output import as_text
from zenml.errors import ZenMLError
from zenml.post_execution.steps import ArtifactView

_SCALAR = re.compile(r"builtins:(bool|int|float|str)|numpy:(bool|u?int|float)\w*")
_SMALL_BYTES = 4096
_SHORT = 60


def output_data(artifact: ArtifactView) -> dict[str, object]:
    """Return an artifact as plain data, with its value if that is a number or a short text."""
    return {
        "id": artifact.id,
        "type": artifact.type,
        "uri": artifact.uri,
        "size_bytes": artifact.size_bytes,
        "cached": artifact.is_cached,
        "value": _scalar(artifact),
    }


def output_text(name: str, artifact: ArtifactView) -> str:
    """Return ``accuracy = 0.97`` or ``model (SVC)``."""
    value = _scalar(artifact)
    if value is None:
        return f"{name} ({artifact.type.rpartition(':')[2] or artifact.type})"
    return f"{name} = {as_text(value)}"


def _scalar(artifact: ArtifactView) -> object:
    """Return a number or a short text, ``None`` for all else and for what cannot be read any more."""
    if artifact.size_bytes > _SMALL_BYTES or not _SCALAR.fullmatch(artifact.type):
        return None
    try:
        value = artifact.read()
    except ZenMLError:
        return None
    return _as_json(value)


def _as_json(value: object) -> object:
    plain = getattr(value, "item", lambda: value)()  # what numpy calls the Python value of a scalar
    if isinstance(plain, float) and not math.isfinite(plain):
        return str(plain)
    return None if isinstance(plain, str) and len(plain) > _SHORT else plain
