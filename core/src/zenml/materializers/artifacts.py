"""Save and load whole artifacts, and tell whether one is still there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from typing import Any
from uuid import uuid4

from zenml.artifact_stores import BaseArtifactStore
from zenml.errors import ArtifactError, NotFoundError, NotPermittedError, ZenMLError
from zenml.files import safe_join
from zenml.materializers.artifact_files import PREVIEW, ArtifactFiles, Ledger
from zenml.materializers.class_addresses import load_class, type_name
from zenml.materializers.run_folders import put_run_on_path
from zenml.materializers.saving import describe_value, load_value, save_value
from zenml.models.runs import ArtifactRecord
from zenml.redaction import words_of


def save_artifact(
    value: object,
    *,
    name: str,
    run_id: str,
    step_id: str,
    uri: str,
    artifact_store: BaseArtifactStore,
    materializer: str = "",
    artifact_name: str = "",
) -> ArtifactRecord:
    """Save a value and return its record; by then every file is where a power cut does not reach it.

    Args:
        value: anything that a materializer, in the end cloudpickle, can keep.
        name: what the output is called.
        run_id: the run that made it.
        step_id: the step that made it.
        uri: the artifact's folder, relative to the root of the store.
        artifact_store: where it goes.
        materializer: the address of the user's choice; without one the value's type decides.
        artifact_name: what all versions of it are called.

    Raises:
        ArtifactError: the value cannot be saved, for a reason that the message gives.
        NotPermittedError: only cloudpickle could, and ``ZENML_ALLOW_PICKLE=0``.
    """
    files = ArtifactFiles(artifact_store, safe_join(artifact_store.path, uri), Ledger())
    with _explained(f"artifact {name!r} of step {step_id} in run {run_id}", "cannot be saved"):
        address, expert = save_value(value, files, materializer)
        _record_the_rest(files)
        if not files.ledger.written:
            raise ArtifactError(f"{address} wrote no file", hint="save must write below self.uri")
        metadata = describe_value(value, expert)
    return ArtifactRecord(
        id=str(uuid4()),
        name=name,
        run_id=run_id,
        step_id=step_id,
        uri=uri,
        artifact_store=str(artifact_store.uuid),
        type=type_name(type(value)),
        materializer=address,
        files=tuple(files.ledger.written.values()),
        created_at=datetime.now(timezone.utc),
        metadata=metadata,
        artifact_name=artifact_name,
        preview=files.ledger.preview,
    )


def load_artifact(
    record: ArtifactRecord, artifact_store: BaseArtifactStore, data_type: type[Any] | None = None
) -> object:
    """Return the value of an artifact; ``data_type`` is what the reader asks for, else the value's own type.

    Raises:
        ArtifactError: it is gone or damaged, or its class or library is; names artifact, step and run.
        NotPermittedError: it was saved by cloudpickle, and ``ZENML_ALLOW_PICKLE=0``.
    """
    with _explained(f"artifact {record.name!r} of step {record.step_id} in run {record.run_id}", "cannot be loaded"):
        if record.deleted_at is not None:
            raise ArtifactError(f"it was deleted on {record.deleted_at:%Y-%m-%d}", hint="run its pipeline again")
        try:
            return _load(record, artifact_store, data_type)
        except (NotFoundError, ModuleNotFoundError):
            put_run_on_path(record.run_id, artifact_store)
            return _load(record, artifact_store, data_type)


def artifact_is_complete(record: ArtifactRecord, artifact_store: BaseArtifactStore) -> bool:
    """Say whether every file of an artifact is there with the size it was written with."""
    folder = safe_join(artifact_store.path, record.uri)
    return all(_size(artifact_store, safe_join(folder, file.name)) == file.size_bytes for file in record.files)


def _load(record: ArtifactRecord, artifact_store: BaseArtifactStore, data_type: type[Any] | None) -> object:
    expected = {file.name: file for file in record.files}
    files = ArtifactFiles(artifact_store, safe_join(artifact_store.path, record.uri), Ledger(expected))
    try:
        value = load_value(record.materializer, files, data_type or _type_of(record, artifact_store))
    except ZenMLError:
        raise
    except Exception:
        # A reader that found damage by itself; what is damaged says more than what it made of it.
        _verify_the_rest(files)
        raise
    _verify_the_rest(files)
    return value


def _record_the_rest(files: ArtifactFiles) -> None:
    """Record what a materializer wrote past ``open``; one that never asked for its folder cannot have."""
    if files.ledger.was_bypassed:
        files.record_by_reading(sorted(set(_names_below(files)) - set(files.ledger.written)))


def _names_below(files: ArtifactFiles) -> Iterable[str]:
    for folder, _, names in files.artifact_store.walk(files.uri):
        for name in names:
            if not (folder == files.uri and name.startswith(f"{PREVIEW}.")):
                yield safe_join(folder, name)[len(files.uri) + 1 :]


def _verify_the_rest(files: ArtifactFiles) -> None:
    """Check what a materializer may have read past ``open``."""
    if files.ledger.was_bypassed:
        for name in set(files.ledger.expected or ()) - files.ledger.read:
            files.verify(name)


def _type_of(record: ArtifactRecord, artifact_store: BaseArtifactStore) -> type[Any]:
    """Return a value's own type, ``object`` for a class of a function or prompt: what was pickled brings it along."""
    if "<" in record.type:
        return object
    try:
        return load_class(record.type)
    except NotFoundError:
        put_run_on_path(record.run_id, artifact_store)
    try:
        return load_class(record.type)
    except NotFoundError:
        return object


def _size(artifact_store: BaseArtifactStore, path: str) -> int | None:
    try:
        return artifact_store.size(path)
    except (FileNotFoundError, NotADirectoryError):
        return None


@contextmanager
def _explained(subject: str, failure: str) -> Iterator[None]:
    """Let every failure name the artifact; a materializer and the classes it loads may raise anything."""
    try:
        yield
    except NotPermittedError as error:
        raise NotPermittedError(f"{subject} {failure}: {error.message}", hint=error.hint) from error
    except ZenMLError as error:
        raise ArtifactError(f"{subject} {failure}: {error.message}", hint=error.hint) from error
    except ModuleNotFoundError as error:
        hint = "install the package that brings it"
        raise ArtifactError(f"{subject} {failure}: there is no module {error.name!r}", hint=hint) from error
    except Exception as error:
        raise ArtifactError(f"{subject} {failure}: {words_of(error)}") from error
