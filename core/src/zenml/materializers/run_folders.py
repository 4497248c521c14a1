"""Find the code of a run again, for a process that did not start where its script did."""

from __future__ import annotations

from pathlib import Path

from zenml.artifact_stores import BaseArtifactStore
from zenml.errors import ConfigurationError, NotFoundError
from zenml.materializers.deployment_files import read_deployment
from zenml.sources import put_on_path, source_root


def put_run_on_path(run_id: str, artifact_store: BaseArtifactStore) -> None:
    """Let this process import what the script of a run imported: its source root, and beside the script.

    Folders below the run's source root are looked for in this process's own as well: another checkout.
    """
    try:
        deployment = read_deployment(run_id, artifact_store)
    except (NotFoundError, ConfigurationError):
        return  # what is missing is told by whoever misses it
    root = Path(deployment.source_root)
    folders = [Path(folder) for folder in deployment.import_folders]
    here = [source_root() / folder.relative_to(root) for folder in folders if folder.is_relative_to(root)]
    put_on_path(*(folder for folder in (*here, root, *folders) if folder.is_dir()))
