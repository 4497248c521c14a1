"""Let the right materializer save or load one value."""

from __future__ import annotations

from typing import Any

from zenml.errors import ArtifactError
from zenml.materializers.artifact_files import ArtifactFiles
from zenml.materializers.builtin import FALLBACK
from zenml.materializers.materializer import BaseMaterializer, UnsuitableValueError
from zenml.materializers.registry import load_materializer, materializer_for


def save_value(value: object, files: ArtifactFiles, materializer: str = "") -> str:
    """Save a value and return the address of the materializer that took it.

    Args:
        value: anything.
        files: where to.
        materializer: the user's choice; without one the value's type decides.

    Raises:
        ArtifactError: the chosen one cannot keep this value.
    """
    address = materializer or materializer_for(type(value))
    try:
        instance(address, files).save(value)
    except UnsuitableValueError as error:
        if materializer or address == FALLBACK:
            raise ArtifactError(f"{address} cannot save it: {error}", hint="choose another materializer") from error
        files.ledger.left_because = str(error)
        instance(FALLBACK, files).save(value)
        return FALLBACK
    return address


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
