"""Define every hook that a plugin may implement: thirteen that say what it brings, four moments of a run.

A plugin is a module that an entry point of the group ``zenml.flavors`` names::

    [project.entry-points."zenml.flavors"]
    ftp = "zenml_ftp.plugin"

Its functions marked with ``zenml.flavors.hookimpl`` are called, each under the name of its hook. The hooks
that bring something are called without arguments, right after the module was imported, when the list of
installed flavors is made; the answer is remembered until an installation changes, so it may depend on
nothing but the installation. They return records of addresses and import no SDK.

The moments are called while a pipeline runs, each in the process in which it happens, with keyword
arguments; an implementation may leave out those that it does not use. What it raises is logged and does
not touch the run. What it returns is ignored.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from zenml.flavors.markers import hookspec
from zenml.flavors.records import Command, Flavor, MaterializerEntry, StoreDriver

if TYPE_CHECKING:
    from zenml.models.runs import RunRecord, StepRecord

# pluggy reads the name and the arguments of a specification and never calls it.
# mypy: disable-error-code="empty-body"


@hookspec
def zenml_orchestrators() -> Iterable[Flavor]:
    """Return the orchestrators of this package; called when flavors are listed anew, with nothing.

    Example::

        @hookimpl
        def zenml_orchestrators() -> list[Flavor]:
            return [Flavor("slurm", "zenml_slurm.orchestrator:SlurmOrchestrator", "Steps as Slurm jobs")]
    """


@hookspec
def zenml_artifact_stores() -> Iterable[Flavor]:
    """Return the artifact stores of this package; called when flavors are listed anew, with nothing.

    Example::

        @hookimpl
        def zenml_artifact_stores() -> list[Flavor]:
            return [
                Flavor(
                    name="s3",
                    implementation="zenml_s3.artifact_store:S3ArtifactStore",
                    summary="Artifacts in an S3 bucket",
                    requires=("s3fs>=2024.2",),
                )
            ]
    """


@hookspec
def zenml_metadata_stores() -> Iterable[Flavor]:
    """Return the metadata stores of this package; called when flavors are listed anew, with nothing.

    Example::

        @hookimpl
        def zenml_metadata_stores() -> list[Flavor]:
            return [Flavor("duckdb", "zenml_duckdb.metadata_store:DuckMetadataStore", "Runs in a DuckDB file")]
    """


@hookspec
def zenml_container_registries() -> Iterable[Flavor]:
    """Return the container registries of this package; called when flavors are listed anew, with nothing.

    Example::

        @hookimpl
        def zenml_container_registries() -> list[Flavor]:
            return [Flavor("harbor", "zenml_harbor.container_registry:Harbor", "Images in a Harbor project")]
    """


@hookspec
def zenml_secrets_managers() -> Iterable[Flavor]:
    """Return the secrets managers of this package; called when flavors are listed anew, with nothing.

    Example::

        @hookimpl
        def zenml_secrets_managers() -> list[Flavor]:
            return [Flavor("pass", "zenml_pass.secrets_manager:PassSecretsManager", "Secrets in a password store")]
    """


@hookspec
def zenml_step_operators() -> Iterable[Flavor]:
    """Return the step operators of this package; called when flavors are listed anew, with nothing.

    Example::

        @hookimpl
        def zenml_step_operators() -> list[Flavor]:
            return [Flavor("ssh", "zenml_ssh.step_operator:SshStepOperator", "Single steps on another machine")]
    """


@hookspec
def zenml_model_deployers() -> Iterable[Flavor]:
    """Return the model deployers of this package; called when flavors are listed anew, with nothing.

    Example::

        @hookimpl
        def zenml_model_deployers() -> list[Flavor]:
            return [Flavor("bento", "zenml_bento.model_deployer:BentoDeployer", "Models as BentoML services")]
    """


@hookspec
def zenml_feature_stores() -> Iterable[Flavor]:
    """Return the feature stores of this package; called when flavors are listed anew, with nothing.

    Example::

        @hookimpl
        def zenml_feature_stores() -> list[Flavor]:
            return [Flavor("feast", "zenml_feast.feature_store:FeastFeatureStore", "Features in Feast", ("feast",))]
    """


@hookspec
def zenml_experiment_trackers() -> Iterable[Flavor]:
    """Return the experiment trackers of this package; called when flavors are listed anew, with nothing.

    Example::

        @hookimpl
        def zenml_experiment_trackers() -> list[Flavor]:
            return [Flavor("aim", "zenml_aim.experiment_tracker:AimTracker", "Metrics in an Aim repository", ("aim",))]
    """


@hookspec
def zenml_alerters() -> Iterable[Flavor]:
    """Return the alerters of this package; called when flavors are listed anew, with nothing.

    Example::

        @hookimpl
        def zenml_alerters() -> list[Flavor]:
            return [Flavor("irc", "zenml_irc.alerter:IrcAlerter", "Messages in an IRC channel")]
    """


@hookspec
def zenml_stores() -> Iterable[StoreDriver]:
    """Return the kinds of profile store of this package; called when flavors are listed anew, with nothing.

    Example::

        @hookimpl
        def zenml_stores() -> list[StoreDriver]:
            return [StoreDriver("etcd", ("etcd", "etcds"), "zenml_etcd.zen_store:open_store", ("etcd3",))]
    """


@hookspec
def zenml_materializers() -> Iterable[MaterializerEntry]:
    """Return the materializers of this package; called when flavors are listed anew, with nothing.

    Example::

        @hookimpl
        def zenml_materializers() -> list[MaterializerEntry]:
            return [MaterializerEntry("xarray.core.dataset:Dataset", "zenml_xarray.materializer:DatasetMaterializer")]
    """


@hookspec
def zenml_commands() -> Iterable[Command]:
    """Return the commands that this package adds to ``zenml``; called when flavors are listed anew, with nothing.

    Example::

        @hookimpl
        def zenml_commands() -> list[Command]:
            return [Command("server up", "Start a ZenServer on this machine.", "zenml_server.cli:up")]
    """


@hookspec
def zenml_run_started(run: RunRecord) -> None:
    """Tell that a run was recorded and its first step comes next; called with the run.

    Example::

        @hookimpl
        def zenml_run_started(run: RunRecord) -> None:
            webhook.post(f"{run.name} started")
    """


@hookspec
def zenml_step_started(run: RunRecord, step: StepRecord) -> None:
    """Tell that a step was recorded as running; called with its run and the step, not for a cached step.

    Example::

        @hookimpl
        def zenml_step_started(step: StepRecord) -> None:
            webhook.post(f"{step.name} started")
    """


@hookspec
def zenml_step_finished(run: RunRecord, step: StepRecord) -> None:
    """Tell that a step reached a final status; called with its run and the step, cached steps included.

    So are those that were skipped for a condition, but not those that a failed run leaves behind.

    Example::

        @hookimpl
        def zenml_step_finished(run: RunRecord, step: StepRecord) -> None:
            webhook.post(f"{run.name}: {step.name} is {step.status}")
    """


@hookspec
def zenml_run_finished(run: RunRecord) -> None:
    """Tell that a run reached a final status; called with the run, once, by the process that made it final.

    Example::

        @hookimpl
        def zenml_run_finished(run: RunRecord) -> None:
            webhook.post(f"{run.name} is {run.status}")
    """
