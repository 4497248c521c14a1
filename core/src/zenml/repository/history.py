"""Give the views of ``zenml.post_execution`` the stores of a stack."""

from __future__ import annotations

from functools import cache
from typing import cast

from zenml.artifact_stores import BaseArtifactStore
from zenml.enums import StackComponentType
from zenml.errors import ArtifactError
from zenml.metadata_stores import BaseMetadataStore
from zenml.post_execution.artifacts import find_artifact
from zenml.post_execution.history import History
from zenml.post_execution.pipelines import PipelineView, all_pipelines, find_pipeline
from zenml.post_execution.runs import RunView, find_run
from zenml.post_execution.steps import ArtifactView
from zenml.repository.announcing import open_announced_context
from zenml.repository.context import Context
from zenml.repository.live import live_component, secrets_in
from zenml.repository.reading import get_stack
from zenml.sources import use_source_root
from zenml.stack.secrets import StackSecrets
from zenml.stack.validation import missing_kind, validation_error


def get_pipelines() -> list[PipelineView]:
    """Return every pipeline that ran on the active stack's metadata store, by name."""
    return all_pipelines(open_history(open_announced_context()))


def get_pipeline(name: str) -> PipelineView:
    """Return one pipeline.

    Raises:
        NotFoundError: no pipeline of this name ever ran.
    """
    return find_pipeline(open_history(open_announced_context()), name)


def get_run(name: str) -> RunView:
    """Return one run by its name or id.

    Raises:
        NotFoundError: there is no such run.
    """
    return find_run(open_history(open_announced_context()), name)


def get_artifact(reference: str) -> ArtifactView:
    """Return one artifact by its name, which means its newest version, by ``name:version``, or by its id.

    Raises:
        NotFoundError: there is none, or it was deleted.
    """
    return find_artifact(open_history(open_announced_context()), reference)


def open_history(context: Context, stack_name: str | None = None) -> History:
    """Return what a stack, without a name the active one, remembers; its other components are not needed.

    Raises:
        NotFoundError: there is no such stack, or the package of its metadata store is not installed.
        StackValidationError: somebody took its metadata store away by hand.
    """
    kind = StackComponentType.METADATA_STORE
    stack = get_stack(context, stack_name)
    if kind not in stack.components:
        raise validation_error(stack.name, [missing_kind(stack.name, kind)])
    secrets = secrets_in(context, stack.name)
    metadata_store = cast("BaseMetadataStore", live_component(context, kind, stack.components[kind], secrets))
    return history_on(context, metadata_store, secrets)


def history_on(context: Context, metadata_store: BaseMetadataStore, secrets: StackSecrets | None = None) -> History:
    """Return what a metadata store remembers, with the artifact stores of the profile.

    ``secrets`` is where the artifact stores find theirs: if not given, in the active stack.
    """
    use_source_root(context.source_root)

    @cache
    def artifact_store(uuid: str) -> BaseArtifactStore:
        kind = StackComponentType.ARTIFACT_STORE
        names = [component.name for component in context.store.list_components(kind) if component.uuid == uuid]
        if not names:
            raise ArtifactError(
                f"no artifact store with the uuid {uuid} is registered in profile {context.profile.name!r}",
                hint="its component was deleted; what it held can only be read once it is registered again",
            )
        return cast("BaseArtifactStore", live_component(context, kind, names[0], secrets))

    return History(metadata_store, artifact_store)
