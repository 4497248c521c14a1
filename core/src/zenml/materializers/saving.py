"""Let the right materializer save or load one value."""

from __future__ import annotations

import json
import logging
from typing import Any, NamedTuple

from zenml.errors import ArtifactError
from zenml.materializers.artifact_files import ArtifactFiles
from zenml.materializers.builtin import FALLBACK
from zenml.materializers.class_addresses import type_name
from zenml.materializers.materializer import BaseMaterializer, UnsuitableValueError
from zenml.materializers.registry import load_materializer, materializer_for
from zenml.redaction import words_of

_logger = logging.getLogger(__name__)


class Saved(NamedTuple):
    """Say who saved a value, and who knows most about it: another one if it was left to cloudpickle."""

    address: str
    expert: BaseMaterializer


def save_value(value: object, files: ArtifactFiles, materializer: str = "") -> Saved:
    """Save a value and return the address of the materializer that took it.

    Args:
        value: anything.
        files: where to.
        materializer: the user's choice; without one the value's type decides.

    Raises:
        ArtifactError: the chosen one cannot keep this value.
    """
    address = materializer or materializer_for(type(value))
    expert = instance(address, files)
    try:
        expert.save(value)
    except UnsuitableValueError as error:
        if materializer or address == FALLBACK:
            raise ArtifactError(f"{address} cannot save it: {error}", hint="choose another materializer") from error
        files.ledger.left_because = str(error)
        instance(FALLBACK, files).save(value)
        return Saved(FALLBACK, expert)
    return Saved(address, expert)


def describe_value(value: object, expert: BaseMaterializer) -> dict[str, object]:
    """Save a preview of a value that was saved, and return its metadata.

    A value whose materializer fails at that is an artifact without them.
    """
    name = type_name(type(expert))
    try:
        expert.save_preview(value)
    except Exception as error:  # noqa: BLE001 - whatever a materializer or the value's library raises
        _logger.warning("%s made no preview: %s", name, words_of(error))
    try:
        metadata = dict(expert.extract_metadata(value))
        json.dumps(metadata, allow_nan=False)
    except Exception as error:  # noqa: BLE001 - likewise
        _logger.warning("%s extracted no metadata: %s", name, words_of(error))
        return {}
    return metadata


def load_value(materializer: str, files: ArtifactFiles, data_type: type[Any] = object) -> object:
    """Return the value that ``materializer`` saved."""
    return instance(materializer, files).load(data_type)


def instance(address: str, files: ArtifactFiles) -> BaseMaterializer:
    """Return a materializer that works on these files.

    Raises:
        NotFoundError: there is no class at ``address``.
        ArtifactError: it is no materializer.
    """
    materializer_class = load_materializer(address)
    if not issubclass(materializer_class, BaseMaterializer):
        raise ArtifactError(f"{address} is not a materializer", hint="name a subclass of BaseMaterializer")
    materializer = materializer_class(files.uri, files.artifact_store)
    materializer.files = files
    return materializer
