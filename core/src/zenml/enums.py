"""Name the closed sets of words that every room of the core shares."""

from enum import Enum


class StackComponentType(str, Enum):
    """Name one of the ten kinds of stack component.

    The value (``artifact_store``) is what files, databases and Python attributes use.
    """

    ORCHESTRATOR = "orchestrator"
    ARTIFACT_STORE = "artifact_store"
    METADATA_STORE = "metadata_store"
    CONTAINER_REGISTRY = "container_registry"
    SECRETS_MANAGER = "secrets_manager"
    STEP_OPERATOR = "step_operator"
    MODEL_DEPLOYER = "model_deployer"
    FEATURE_STORE = "feature_store"
    EXPERIMENT_TRACKER = "experiment_tracker"
    ALERTER = "alerter"

    def __str__(self) -> str:
        return self.value

    @property
    def plural(self) -> str:
        """Return the name of the folder, module and hook of this kind: ``artifact_stores``."""
        if self is StackComponentType.CONTAINER_REGISTRY:
            return "container_registries"
        return f"{self.value}s"

    @property
    def command_name(self) -> str:
        """Return the name of the command group of this kind: ``artifact-store``."""
        return self.value.replace("_", "-")

    @property
    def words(self) -> str:
        """Return the kind as it reads in a sentence: ``artifact store``."""
        return self.value.replace("_", " ")


REQUIRED_COMPONENT_TYPES = (
    StackComponentType.ORCHESTRATOR,
    StackComponentType.ARTIFACT_STORE,
    StackComponentType.METADATA_STORE,
)


class ExecutionStatus(str, Enum):
    """Name the state of a run or a step; a run is never ``skipped``."""

    INITIALIZING = "initializing"
    RUNNING = "running"
    COMPLETED = "completed"
    CACHED = "cached"
    FAILED = "failed"
    STOPPED = "stopped"
    CRASHED = "crashed"
    SKIPPED = "skipped"

    def __str__(self) -> str:
        return self.value

    @property
    def is_final(self) -> bool:
        """Say whether nothing changes this state any more."""
        return self not in (ExecutionStatus.INITIALIZING, ExecutionStatus.RUNNING)

    @property
    def is_success(self) -> bool:
        """Say whether the outputs of a step in this state may be read."""
        return self in (ExecutionStatus.COMPLETED, ExecutionStatus.CACHED)


class FlavorStatus(str, Enum):
    """Name what discovery found out about one row of the flavor list."""

    OK = "ok"
    MISSING_DEPS = "missing-deps"
    BROKEN = "broken"
    CONFLICT = "conflict"
    INCOMPATIBLE = "incompatible"
    DISABLED = "disabled"
    LOCAL = "local"

    def __str__(self) -> str:
        return self.value

    @property
    def is_usable(self) -> bool:
        """Say whether a component of such a flavor may be registered."""
        return self in (FlavorStatus.OK, FlavorStatus.LOCAL)
