"""Write a repository as ZenML before 0.7 left it: the example of the documentation."""

from __future__ import annotations

from pathlib import Path

FLAVORS = {
    "orchestrators": {"kubeflow_orchestrator": "kubeflow", "local_orchestrator": "local"},
    "metadata_stores": {"local_metadata_store": "sqlite"},
    "artifact_stores": {"local_artifact_store": "local"},
    "container_registries": {"local_registry": "default"},
}
CONFIG = """\
active_stack_name: local_stack
stack_components:
  artifact_store:
    local_artifact_store: local
  container_registry:
    local_registry: default
  metadata_store:
    local_metadata_store: sqlite
  orchestrator:
    kubeflow_orchestrator: kubeflow
    local_orchestrator: local
  step_operator: {}
stacks:
  local_kubeflow_stack:
    artifact_store: local_artifact_store
    container_registry: local_registry
    metadata_store: local_metadata_store
    orchestrator: kubeflow_orchestrator
    step_operator: null
  local_stack:
    artifact_store: local_artifact_store
    container_registry: null
    metadata_store: local_metadata_store
    orchestrator: local_orchestrator
    step_operator: null
version: 0.6.3
"""
UUIDS = {
    "kubeflow_orchestrator": "f2b4a8d0-0001-4a6e-9d5c-1c2d3e4f5a6b",
    "local_orchestrator": "f2b4a8d0-0002-4a6e-9d5c-1c2d3e4f5a6b",
    "local_metadata_store": "f2b4a8d0-0003-4a6e-9d5c-1c2d3e4f5a6b",
    "local_artifact_store": "f2b4a8d0-0004-4a6e-9d5c-1c2d3e4f5a6b",
    "local_registry": "f2b4a8d0-0005-4a6e-9d5c-1c2d3e4f5a6b",
}
KUBEFLOW_SETTINGS = {
    "configuration": {"type": "nested", "flavor": None},
    "custom_docker_base_image_name": None,
    "kubeflow_pipelines_ui_port": 8080,
    "kubernetes_context": "k3d-zenml",
    "type": "none of ours",
}
_KUBEFLOW = """\
custom_docker_base_image_name: null
kubeflow_pipelines_ui_port: 8080
kubernetes_context: k3d-zenml
type: none of ours
configuration:
  type: nested
  flavor: null
"""


def write_legacy_repository(root: Path) -> Path:
    """Make ``root`` such a repository, with two stacks, and return it."""
    zen = root / ".zen"
    settings = {
        "kubeflow_orchestrator": _KUBEFLOW,
        "local_metadata_store": f"uri: sqlite:///{root}/metadata.db\n",
        "local_artifact_store": f"path: {root}/artifacts\n",
        "local_registry": "uri: localhost:5000\n",
    }
    for folder, components in FLAVORS.items():
        (zen / folder).mkdir(parents=True)
        for name in components:
            text = f"name: {name}\nuuid: {UUIDS[name]}\n{settings.get(name, '')}"
            (zen / folder / f"{name}.yaml").write_text(text)
    (zen / "config.yaml").write_text(CONFIG)
    return root


def explanation(root: Path, profile: str) -> str:
    """Return what the user must read, to the letter."""
    return f"""\
A legacy ZenML repository with locally configured stacks was found at '{root}/.zen'.
Beginning with ZenML 0.7.0, stacks are no longer stored inside the ZenML repository root, they are stored globally \
using the newly
introduced concept of Profiles.

The stacks configured in this repository will be automatically migrated to a newly created profile: '{profile}'.

If you no longer need to use the stacks configured in this repository, please delete the profile using the following \
command:

'zenml profile delete {profile}'

More information about Profiles can be found at https://docs.zenml.io.
This warning will not be shown again for this Repository.
Initializing profile {profile}..."""
