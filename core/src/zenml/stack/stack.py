"""Define the stack: the tools with which, and on which, a pipeline runs."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING, cast

from zenml.components import StackComponent
from zenml.enums import StackComponentType
from zenml.errors import StackValidationError
from zenml.names import check_name
from zenml.stack import states
from zenml.stack.secrets import StackSecrets
from zenml.stack.validation import missing_kind, stack_problems, validation_error

if TYPE_CHECKING:  # ten pydantic classes, of which a run needs three
    from zenml.alerters import BaseAlerter
    from zenml.artifact_stores import BaseArtifactStore
    from zenml.container_registries import BaseContainerRegistry
    from zenml.experiment_trackers import BaseExperimentTracker
    from zenml.feature_stores import BaseFeatureStore
    from zenml.metadata_stores import BaseMetadataStore
    from zenml.model_deployers import BaseModelDeployer
    from zenml.models.deployment import PipelineDeployment, StepDeployment
    from zenml.orchestrators import BaseOrchestrator
    from zenml.secrets_managers import BaseSecretsManager
    from zenml.step_operators import BaseStepOperator

logger = logging.getLogger(__name__)


class Stack:
    """Hold one live component of each kind that it has.

    Args:
        name: the stack's name.
        orchestrator, artifact_store: required.
        metadata_store: when left out, registering the stack adds the profile's default one.

    Raises:
        ConfigurationError: the name is not legal.
        StackValidationError: an orchestrator or artifact store is missing, or a component stands in the place of
            another kind.

    Example::

        Stack("local", orchestrator=LocalOrchestrator(name="here"), artifact_store=LocalArtifactStore(name="here"))
    """

    def __init__(
        self,
        name: str,
        orchestrator: BaseOrchestrator,
        artifact_store: BaseArtifactStore,
        metadata_store: BaseMetadataStore | None = None,
        *,
        container_registry: BaseContainerRegistry | None = None,
        secrets_manager: BaseSecretsManager | None = None,
        step_operator: BaseStepOperator | None = None,
        model_deployer: BaseModelDeployer | None = None,
        feature_store: BaseFeatureStore | None = None,
        experiment_tracker: BaseExperimentTracker | None = None,
        alerter: BaseAlerter | None = None,
    ) -> None:
        given: Mapping[StackComponentType, StackComponent | None] = {
            StackComponentType.ORCHESTRATOR: orchestrator,
            StackComponentType.ARTIFACT_STORE: artifact_store,
            StackComponentType.METADATA_STORE: metadata_store,
            StackComponentType.CONTAINER_REGISTRY: container_registry,
            StackComponentType.SECRETS_MANAGER: secrets_manager,
            StackComponentType.STEP_OPERATOR: step_operator,
            StackComponentType.MODEL_DEPLOYER: model_deployer,
            StackComponentType.FEATURE_STORE: feature_store,
            StackComponentType.EXPERIMENT_TRACKER: experiment_tracker,
            StackComponentType.ALERTER: alerter,
        }
        self._name = check_name(name, "stack")
        present = {kind: component for kind, component in given.items() if component is not None}
        if missing := [kind for kind in _ALWAYS if kind not in present]:
            raise validation_error(name, [missing_kind(name, kind) for kind in missing])
        for kind, component in present.items():
            _check_place(name, kind, component)
        self._components = {kind: self._with_secrets(component) for kind, component in present.items()}

    @classmethod
    def from_components(cls, name: str, components: Mapping[StackComponentType, StackComponent]) -> Stack:
        """Combine components that are known by their kind.

        Raises:
            StackValidationError: an orchestrator or artifact store is missing.
        """
        return cls(name, **{kind.value: components.get(kind) for kind in StackComponentType})  # type: ignore[arg-type]  # checked there

    def __repr__(self) -> str:
        parts = ", ".join(f"{kind}={component.name!r}" for kind, component in self._components.items())
        return f"Stack({self.name!r}, {parts})"

    @property
    def name(self) -> str:
        """Return the stack's name."""
        return self._name

    @property
    def components(self) -> Mapping[StackComponentType, StackComponent]:
        """Return the components that this stack has, by kind."""
        return dict(self._components)

    @property
    def orchestrator(self) -> BaseOrchestrator:
        """Return the orchestrator, which every stack has."""
        return cast("BaseOrchestrator", self._components[StackComponentType.ORCHESTRATOR])

    @property
    def artifact_store(self) -> BaseArtifactStore:
        """Return the artifact store, which every stack has."""
        return cast("BaseArtifactStore", self._components[StackComponentType.ARTIFACT_STORE])

    @property
    def metadata_store(self) -> BaseMetadataStore:
        """Return the metadata store, which every registered stack has.

        Raises:
            StackValidationError: the stack was made without one and never registered.
        """
        component = self._components.get(StackComponentType.METADATA_STORE)
        if component is None:
            raise validation_error(self.name, [missing_kind(self.name, StackComponentType.METADATA_STORE)])
        return cast("BaseMetadataStore", component)

    @property
    def container_registry(self) -> BaseContainerRegistry | None:
        """Return the container registry, if there is one."""
        return cast("BaseContainerRegistry | None", self._components.get(StackComponentType.CONTAINER_REGISTRY))

    @property
    def secrets_manager(self) -> BaseSecretsManager | None:
        """Return the secrets manager, if there is one."""
        return cast("BaseSecretsManager | None", self._components.get(StackComponentType.SECRETS_MANAGER))

    @property
    def step_operator(self) -> BaseStepOperator | None:
        """Return the step operator, if there is one."""
        return cast("BaseStepOperator | None", self._components.get(StackComponentType.STEP_OPERATOR))

    @property
    def model_deployer(self) -> BaseModelDeployer | None:
        """Return the model deployer, if there is one."""
        return cast("BaseModelDeployer | None", self._components.get(StackComponentType.MODEL_DEPLOYER))

    @property
    def feature_store(self) -> BaseFeatureStore | None:
        """Return the feature store, if there is one."""
        return cast("BaseFeatureStore | None", self._components.get(StackComponentType.FEATURE_STORE))

    @property
    def experiment_tracker(self) -> BaseExperimentTracker | None:
        """Return the experiment tracker, if there is one."""
        return cast("BaseExperimentTracker | None", self._components.get(StackComponentType.EXPERIMENT_TRACKER))

    @property
    def alerter(self) -> BaseAlerter | None:
        """Return the alerter, if there is one."""
        return cast("BaseAlerter | None", self._components.get(StackComponentType.ALERTER))

    def validate(self) -> None:
        """Check that all required kinds are there and that the components can work together.

        Raises:
            StackValidationError: naming the stack, what is wrong and what to do; everything at once.
        """
        if problems := stack_problems(self):
            raise validation_error(self.name, problems)

    def requirements(self) -> set[str]:
        """Return the PEP 508 requirements of an environment that runs steps with this stack."""
        return set[str]().union(*(component.requirements for component in self._components.values()))

    def runtime_options(self) -> dict[str, object]:
        """Return the settings that ``pipeline.run()`` accepts for this stack's components."""
        options: dict[str, object] = {}
        for component in self._components.values():
            options.update(component.runtime_options)
        return options

    def prepare_pipeline_deployment(
        self, deployment: PipelineDeployment, runtime_configuration: Mapping[str, object]
    ) -> None:
        """Let every component make ready what the deployment needs, before anything is recorded."""
        for component in self._components.values():
            component.prepare_pipeline_deployment(deployment, self, runtime_configuration)

    def deploy_pipeline(self, deployment: PipelineDeployment, run_step: Callable[[str], None]) -> None:
        """Let the orchestrator run the deployment, with every component prepared and cleaned up around it."""
        with ExitStack() as cleanups:
            for component in self._components.values():
                cleanups.callback(_clean_up, component, partial(component.cleanup_pipeline_run, deployment))
                component.prepare_pipeline_run(deployment)
            self.orchestrator.run(deployment, run_step)

    @contextmanager
    def prepared_for_step(self, deployment: PipelineDeployment, step: StepDeployment) -> Iterator[None]:
        """Let every component make ready what one step needs, in the process that runs it, and release it."""
        with ExitStack() as cleanups:
            for component in self._components.values():
                cleanups.callback(_clean_up, component, partial(component.cleanup_step_run, deployment, step))
                component.prepare_step_run(deployment, step)
            yield

    @property
    def is_provisioned(self) -> bool:
        """Say whether every component was set up."""
        return all(component.is_provisioned for component in self._components.values())

    @property
    def is_running(self) -> bool:
        """Say whether every component can be used right now."""
        return all(component.is_running for component in self._components.values())

    def check_running(self) -> None:
        """Check that every component can be used right now, as a run needs it.

        Raises:
            ZenMLError: naming each that has to be started first.
        """
        states.check_running(self._components.values(), self.name)

    def provision(self) -> None:
        """Set up the components that are not; the orchestrator comes last, and the first failure ends it.

        Raises:
            ZenMLError: naming the component that failed.
        """
        states.provision(self._components.values())

    def resume(self) -> None:
        """Set up what is not, and start what does not run, the orchestrator last; the first failure ends it.

        Raises:
            ZenMLError: naming the component that failed.
        """
        deque(states.start(self._components.values()), maxlen=0)

    def suspend(self) -> None:
        """Stop what runs and keep its data; a failure keeps no other component from being stopped.

        Raises:
            ZenMLError: at the end, naming each component that failed.
        """
        deque(states.stop(self._components.values()), maxlen=0)

    def deprovision(self) -> None:
        """Remove what was set up; otherwise as ``suspend``."""
        deque(states.remove(self._components.values()), maxlen=0)

    def _with_secrets(self, component: StackComponent) -> StackComponent:
        """Let a component's references mean this stack's secrets manager, whatever they meant before.

        What is told is a copy: the component itself may be in another stack, too.
        """
        is_manager = component.TYPE is StackComponentType.SECRETS_MANAGER
        secrets = StackSecrets(lambda: None if is_manager else self.secrets_manager, f"stack {self.name!r}")
        return component.reading_secrets_from(secrets.source_instead_of(component.secret_source))


_ALWAYS = (StackComponentType.ORCHESTRATOR, StackComponentType.ARTIFACT_STORE)
"""The kinds without which there is no stack at all."""


def _clean_up(component: StackComponent, release: Callable[[], None]) -> None:
    """Release what one component holds; a failure must neither hide the run's own nor keep others from releasing."""
    try:
        release()
    except Exception:
        logger.exception("The %s %r could not clean up.", component.TYPE.words, component.name)


def _check_place(stack_name: str, kind: StackComponentType, component: StackComponent) -> None:
    if getattr(component, "TYPE", None) is not kind:
        found = f"{type(component).__name__} is no {kind.words}"
        raise StackValidationError(f"stack {stack_name!r} cannot be made: {found}")
