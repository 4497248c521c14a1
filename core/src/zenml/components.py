"""Define what every stack component is, and what it may know of the stack around it."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Protocol, get_args
from uuid import UUID, uuid4

from pydantic import BaseModel, Field, SecretBytes, SecretStr, field_validator

from zenml.config.paths import local_stores_folder
from zenml.enums import StackComponentType
from zenml.errors import ConfigurationError
from zenml.given_values import secret_fields
from zenml.names import check_name
from zenml.references import Subject, references_in
from zenml.referring_model import ReferringModel

if TYPE_CHECKING:
    from zenml.models.deployment import PipelineDeployment, StepDeployment

RESERVED_FIELDS = frozenset({"flavor", "output", "yes", "help", "interactive", "debug", "profile", "stack", "exist_ok"})
"""Names that the command line uses itself; ``name`` and ``uuid`` belong to every component."""


class StackProtocol(Protocol):
    """Say what a component may ask of the stack that it is handed."""

    @property
    def name(self) -> str: ...
    @property
    def components(self) -> Mapping[StackComponentType, StackComponent]: ...


@dataclass(frozen=True)
class StackValidator:
    """Say what a component needs of the stack that it is in.

    Args:
        required_components: kinds that the stack must have besides the three that each has.
        custom_validation_function: takes the stack; returns whether it is acceptable, and why not.
    """

    required_components: frozenset[StackComponentType] = field(default_factory=frozenset)
    custom_validation_function: Callable[[StackProtocol], tuple[bool, str]] | None = None


class StackComponent(ReferringModel):
    """Be one configured part of a stack.

    A subclass of a kind's base class names its flavor and declares its configuration as fields; see the
    base classes for whole examples. Instances never change. Fields typed ``pydantic.SecretStr`` are masked
    wherever configuration is shown. Names that begin with ``_`` are private attributes.

    Any field may be given as ``{{secret.key}}``: it is resolved when it is first read, by the secrets manager of the
    stack that the component is in.

    Raises:
        ConfigurationError: the class lacks ``TYPE`` or ``FLAVOR``, or a field bears a reserved name.
        pydantic.ValidationError: a value does not fit, or there is no such field.
    """

    REQUIRED_CLASS_VARIABLES: ClassVar[tuple[str, ...]] = ("TYPE", "FLAVOR")
    """What a flavor's class has to define; its kind may want more."""

    TYPE: ClassVar[StackComponentType]
    FLAVOR: ClassVar[str]

    name: str = Field(description="Name of the component in its profile")
    uuid: UUID = Field(default_factory=uuid4, description="Identity that survives renaming")

    def __init__(self, **configuration: object) -> None:
        check_component_class(type(self))
        super().__init__(**configuration)

    @field_validator("name")
    @classmethod
    def _name_is_legal(cls, name: str) -> str:
        try:
            return check_name(name, cls.TYPE.words)
        except ConfigurationError as error:
            raise ValueError(str(error)) from None

    @property
    def _subject(self) -> Subject:
        name = self.__dict__["name"]
        return Subject(f"{self.TYPE.words} {name!r}", f"zenml {self.TYPE.command_name} update {shlex.quote(name)}")

    @property
    def validator(self) -> StackValidator | None:
        """Say what this component needs of its stack; ``None`` means nothing."""
        return None

    @property
    def requirements(self) -> set[str]:
        """Return the PEP 508 requirements of an environment that runs steps with this component."""
        return set()

    @property
    def runtime_options(self) -> dict[str, object]:
        """Return the settings, with their defaults, that ``pipeline.run()`` accepts for this component."""
        return {}

    @property
    def log_file(self) -> Path | None:
        """Return the file to which a daemon of this component writes; ``None`` if there is none."""
        return None

    @property
    def local_path(self) -> Path | None:
        """Return the folder of this machine in which this component keeps data; ``None`` if it keeps none."""
        return None

    @property
    def is_visible_elsewhere(self) -> bool:
        """Say whether steps on another machine can use this component, too.

        By default those can that keep nothing on this machine; a flavor that knows better, such as one on a share
        that is mounted everywhere, overrides it. A remote orchestrator or step operator takes no others.
        """
        return self.local_path is None

    @property
    def owned_paths(self) -> tuple[Path, ...]:
        """Return the files and folders of this machine that hold this component's data and nothing of anybody else's.

        ``zenml clean --local`` removes them. Without a rule of its own, a component owns the folder that is called
        by its uuid; of a folder that a user named, it owns only what it made in it.
        """
        return (local_store_folder(self.uuid),)

    @property
    def post_registration_message(self) -> str | None:
        """Return what a user should read once after registering this component."""
        return None

    def prepare_pipeline_deployment(
        self, deployment: PipelineDeployment, stack: StackProtocol, runtime_configuration: Mapping[str, object]
    ) -> None:
        """Make ready what the whole deployment needs, in the launching process before anything is recorded."""

    def prepare_pipeline_run(self, deployment: PipelineDeployment) -> None:
        """Make ready what the run needs, in the launching process right before the orchestrator starts."""

    def cleanup_pipeline_run(self, deployment: PipelineDeployment) -> None:
        """Release what the run needed; called also when it failed."""

    def prepare_step_run(self, deployment: PipelineDeployment, step: StepDeployment) -> None:
        """Make ready what one step needs, in the process that runs it; not called for a cached step."""

    def cleanup_step_run(self, deployment: PipelineDeployment, step: StepDeployment) -> None:
        """Release what one step needed; called also when it failed."""

    @property
    def is_provisioned(self) -> bool:
        """Say whether what this component needs (a daemon, a cluster) was set up."""
        return True

    @property
    def is_running(self) -> bool:
        """Say whether it can be used right now."""
        return True

    @property
    def is_suspended(self) -> bool:
        """Say whether it was set up, and stopped to be resumed."""
        return self.is_provisioned and not self.is_running

    def provision(self) -> None:
        """Set up what this component needs on this machine; most need nothing."""

    def resume(self) -> None:
        """Start what was set up or suspended."""

    def suspend(self) -> None:
        """Stop what runs and keep its data."""

    def deprovision(self) -> None:
        """Remove what was set up, also while it runs."""


@cache
def check_component_class(component_class: type[StackComponent]) -> None:
    """Refuse a class that cannot be a flavor.

    Raises:
        ConfigurationError: naming the class, and what it lacks or which of its fields is not possible.
    """
    missing = [name for name in component_class.REQUIRED_CLASS_VARIABLES if not hasattr(component_class, name)]
    if missing:
        raise ConfigurationError(
            f"{_full_name(component_class)} does not define {' and '.join(missing)}",
            hint="set them in the class body, like FLAVOR = 'mine'; TYPE comes with the base class of its kind",
        )
    reserved = RESERVED_FIELDS.intersection(component_class.model_fields)
    if reserved:
        raise ConfigurationError(
            f"{_full_name(component_class)} has a field with a reserved name: {', '.join(sorted(reserved))}",
            hint="the command line uses these names itself; choose another",
        )
    fields = component_class.model_fields.items()
    buried = {name for name, info in fields if _mentions_secret(info.annotation)} - secret_fields(component_class)
    if buried:
        raise ConfigurationError(
            f"{_full_name(component_class)} has a secret inside a larger value: {', '.join(sorted(buried))}",
            hint="give each secret a field of its own, typed SecretStr or SecretStr | None",
        )
    referring = references_in({name: info.default for name, info in fields})
    if referring:
        raise ConfigurationError(
            f"{_full_name(component_class)} has a default that refers to a secret: {', '.join(referring)}",
            hint="only what users give is resolved; let them give it",
        )
    unwritten = ", ".join(sorted(component_class.__abstractmethods__))
    if unwritten:
        raise ConfigurationError(f"{_full_name(component_class)} does not implement {unwritten}")


def local_store_folder(uuid: UUID | str) -> Path:
    """Return the folder of this machine that belongs to the component with ``uuid``; it may not exist yet."""
    return local_stores_folder() / str(uuid)


def _mentions_secret(annotation: object) -> bool:
    if get_args(annotation) or not isinstance(annotation, type):
        return any(map(_mentions_secret, get_args(annotation)))
    if issubclass(annotation, BaseModel):
        return any(_mentions_secret(info.annotation) for info in annotation.model_fields.values())
    return issubclass(annotation, (SecretStr, SecretBytes))


def _full_name(component_class: type[StackComponent]) -> str:
    return f"{component_class.__module__}.{component_class.__qualname__}"
