"""Leave the deployment of a run in the artifact store, where a process on another machine finds it."""

from __future__ import annotations

from zenml.artifact_stores import BaseArtifactStore
from zenml.errors import NotFoundError
from zenml.files import safe_join
from zenml.models.deployment import PipelineDeployment, deployment_file


def write_deployment(deployment: PipelineDeployment, artifact_store: BaseArtifactStore) -> None:
    """Write it, before the first step of the run starts."""
    with artifact_store.open(_path(artifact_store, deployment.run_id), "wb") as file:
        file.write(deployment.to_json())


def read_deployment(run_id: str, artifact_store: BaseArtifactStore) -> PipelineDeployment:
    """Read it.

    Raises:
        NotFoundError: there is none, so this is another artifact store than that of the run.
        ConfigurationError: it is damaged, or a newer version of the product wrote it.
    """
    path = _path(artifact_store, run_id)
    try:
        with artifact_store.open(path, "rb") as file:
            return PipelineDeployment.from_json(file.read())
    except FileNotFoundError as error:
        raise NotFoundError(
            f"artifact store {artifact_store.name!r} has no deployment of run {run_id}",
            hint=f"can this machine see what the launching one wrote to {path}?",
        ) from error


def _path(artifact_store: BaseArtifactStore, run_id: str) -> str:
    return safe_join(artifact_store.path, deployment_file(run_id))
