"""Say what this package brings, by address."""

from zenml.flavors import Flavor, hookimpl


@hookimpl
def zenml_orchestrators() -> list[Flavor]:
    return [
        Flavor("local", "zenml_local.orchestrator:LocalOrchestrator", "Steps on this machine, one or several at once")
    ]


@hookimpl
def zenml_artifact_stores() -> list[Flavor]:
    return [Flavor("local", "zenml_local.artifact_store:LocalArtifactStore", "Artifacts in a folder of this machine")]


@hookimpl
def zenml_secrets_managers() -> list[Flavor]:
    return [
        Flavor(
            "local",
            "zenml_local.secrets_manager:LocalSecretsManager",
            "Secrets encrypted in a file of this machine",
        )
    ]


@hookimpl
def zenml_container_registries() -> list[Flavor]:
    return [
        Flavor(
            "default",
            "zenml_local.container_registry:DefaultContainerRegistry",
            "A registry that docker or podman pushes to",
        )
    ]
