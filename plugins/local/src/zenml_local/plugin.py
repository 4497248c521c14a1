"""Say what this package brings, by address."""

from zenml.flavors import Flavor, hookimpl


@hookimpl
def zenml_orchestrators() -> list[Flavor]:
    address = "zenml_local.orchestrator:LocalOrchestrator"
    return [Flavor("local", address, "Steps on this machine, one or several at once")]


@hookimpl
def zenml_artifact_stores() -> list[Flavor]:
    return [Flavor("local", "zenml_local.artifact_store:LocalArtifactStore", "Artifacts in a folder of this machine")]


@hookimpl
def zenml_secrets_managers() -> list[Flavor]:
    address = "zenml_local.secrets_manager:LocalSecretsManager"
    return [Flavor("local", address, "Secrets encrypted in a file of this machine")]


@hookimpl
def zenml_container_registries() -> list[Flavor]:
    address = "zenml_local.container_registry:DefaultContainerRegistry"
    return [Flavor("default", address, "A registry that docker or podman pushes to")]


@hookimpl
def zenml_step_operators() -> list[Flavor]:
    address = "zenml_local.step_operator:SubprocessStepOperator"
    return [Flavor("subprocess", address, "Each step in a process of its own on this machine")]


@hookimpl
def zenml_experiment_trackers() -> list[Flavor]:
    address = "zenml_local.experiment_tracker:LocalExperimentTracker"
    return [Flavor("local", address, "Metrics, parameters and tags in files of this machine")]


@hookimpl
def zenml_alerters() -> list[Flavor]:
    address = "zenml_local.alerter:ConsoleAlerter"
    return [Flavor("console", address, "Messages and questions at the terminal")]
