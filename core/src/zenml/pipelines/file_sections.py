"""Say what a configuration file of a run may hold: its keys, their types, their meaning."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from zenml.errors import ConfigurationError
from zenml.models.schedule import schedule_from
from zenml.models.step_settings import is_duration
from zenml.names import check_name, checked_tag

ANY_STEP = "STEP"
"""Stands for the name of a step."""
_Keys = tuple[str, ...]


def _checked_by(check: Callable[[Any], object]) -> AfterValidator:
    """Let a check of ours, which raises ConfigurationError, speak among those of pydantic."""

    def validate(value: Any) -> Any:
        try:
            check(value)
        except ConfigurationError as error:
            raise ValueError(str(error)) from None
        return value

    return AfterValidator(validate)


def _check_duration(seconds: float | None) -> None:
    if seconds is not None and not is_duration(seconds):
        raise ConfigurationError("it should be a number of seconds above 0")


def _check_settings(settings: dict[str, Any]) -> None:
    if known := sorted(settings.keys() & RunSection.model_fields.keys()):
        raise ConfigurationError(f"{known[0]!r} is a key of its own", hint="write it at the top of the file")


def _check_addresses(said: object) -> None:
    addresses = said.values() if isinstance(said, dict) else [said]
    if said is not None and not all(isinstance(each, str) for each in addresses):
        raise ConfigurationError("it should be an address, or one for each output")


_NOTHING_IS_EMPTY = BeforeValidator(lambda said: {} if said is None else said)
_Mapping = Annotated[dict[str, Any], _NOTHING_IS_EMPTY]
_Count = Annotated[int, Field(ge=0)]
_Measure = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class _Section(BaseModel):
    """Be one mapping of the file; a key without a value that holds a mapping is an empty one."""

    model_config = ConfigDict(extra="forbid", strict=True)

    @model_validator(mode="before")
    @classmethod
    def _nothing_is_empty(cls, said: object) -> object:
        return {} if said is None else said


class RetrySection(_Section):
    """Say how often a step is tried again after it failed, as ``StepRetry`` does."""

    max_retries: _Count = Field(0, description="How often it is tried again", examples=["3"])
    delay_seconds: _Measure = Field(1.0, description="Seconds before the first of these tries", examples=["0.5"])
    backoff: _Measure = Field(
        2.0, description="By what each further wait is longer than the one before", examples=["2"]
    )
    retry_on: list[str] = Field(
        ["Exception"],
        description="Failures that are worth another try: exceptions of Python, or addresses of classes",
        examples=["[ConnectionError, 'my_errors:Busy']"],
    )

    @model_validator(mode="before")
    @classmethod
    def _number_alone(cls, said: object) -> object:
        return {"max_retries": said} if not isinstance(said, (dict, type(None))) else said


class ResourceSection(_Section):
    """Say what a step needs of a machine, as ``ResourceConfiguration`` does."""

    cpu_count: _Measure | None = Field(None, description="Processors", examples=["4"])
    gpu_count: _Count | None = Field(None, description="Graphics processors", examples=["1"])
    memory: str | None = Field(None, description="A number with its unit", examples=["16GB"])


class StepSection(_Section):
    """Say how one step is configured; what it leaves out is as the code says."""

    parameters: _Mapping = Field(
        default_factory=dict,
        description="Values by the names of plain arguments, and of the fields of its parameters object",
        examples=["{gamma: 0.01}"],
    )
    enable_cache: bool | None = Field(
        None, description="Whether its outputs may come from an earlier run", examples=["false"]
    )
    retry: RetrySection = Field(
        default_factory=RetrySection, description="How often it is tried again; a number, or a mapping", examples=["3"]
    )
    timeout_seconds: Annotated[float | None, _checked_by(_check_duration)] = Field(
        None, description="How long one attempt may take", examples=["600"]
    )
    resources: ResourceSection | None = Field(
        None, description="What it needs of the machine that runs it", examples=["{cpu_count: 4, memory: 16GB}"]
    )
    experiment_tracker: str | None = Field(None, description="The stack's, by name", examples=["wandb"])
    step_operator: str | None = Field(None, description="The stack's, by name", examples=["gpu"])
    model_deployer: str | None = Field(None, description="The stack's, by name", examples=["seldon"])
    alerter: str | None = Field(None, description="The stack's, by name", examples=["console"])
    output_materializers: Annotated[Any, _checked_by(_check_addresses)] = Field(
        None,
        description="Address of the materializer for all outputs, or one for each output named",
        examples=["{model: 'my_project.models:ModelMaterializer'}"],
    )
    extra_files: list[str] = Field(
        default_factory=list,
        description="Files, relative to the source root, whose change makes the cached outputs stale",
        examples=["[words.txt]"],
    )
    on_failure: str | None = Field(
        None,
        description="Address of a function that is called once it has failed for good",
        examples=["zenml.hooks:alerter_failure_hook"],
    )
    on_success: str | None = Field(
        None,
        description="Address of a function that is called once it has succeeded",
        examples=["zenml.hooks:alerter_success_hook"],
    )


class RunSection(_Section):
    """Say how a pipeline is run; what it leaves out is as the code says."""

    run_name: Annotated[str, _checked_by(lambda name: check_name(name, "run"))] | None = Field(
        None, description="The run's name; each is used once", examples=["first training"]
    )
    enable_cache: bool | None = Field(
        None,
        description="Whether outputs may come from earlier runs, for all steps that say nothing themselves",
        examples=["false"],
    )
    failure_mode: Literal["fail_fast", "continue"] | None = Field(
        None,
        description="Whether steps that do not depend on a failed one still start",
        examples=["continue"],
    )
    tags: Annotated[
        list[Annotated[str, _checked_by(checked_tag)]], BeforeValidator(lambda said: [] if said is None else said)
    ] = Field(
        default_factory=list, description="Tags of the run, beside those that the code gives it", examples=["[nightly]"]
    )
    schedule: Annotated[Any, _checked_by(lambda said: said is None or schedule_from(said))] = Field(
        None,
        description="When to run it again and again: a cron expression, or a mapping of the fields of `Schedule`",
        examples=["{interval: 3600}"],
    )
    on_failure: str | None = Field(
        None,
        description="Address of the `on_failure` of all steps that have none themselves",
        examples=["zenml.hooks:alerter_failure_hook"],
    )
    on_success: str | None = Field(
        None,
        description="Address of the `on_success` of all steps that have none themselves",
        examples=["zenml.hooks:alerter_success_hook"],
    )
    parameters: _Mapping = Field(
        default_factory=dict, description="Arguments of the pipeline's function, by name", examples=["{rounds: 3}"]
    )
    steps: Annotated[dict[str, StepSection], _NOTHING_IS_EMPTY] = Field(
        default_factory=dict,
        description="What is different for single steps, by their names in the run",
        examples=["{trainer: {retry: 3}}"],
    )
    settings: Annotated[_Mapping, _checked_by(_check_settings)] = Field(
        default_factory=dict,
        description="The runtime configuration, which is handed to every component of the stack",
        examples=["{queue: fast}"],
    )


SECTIONS: dict[_Keys, type[_Section]] = {
    (): RunSection,
    ("steps", ANY_STEP): StepSection,
    ("steps", ANY_STEP, "retry"): RetrySection,
    ("steps", ANY_STEP, "resources"): ResourceSection,
}
"""What may stand at which place."""


def known_keys(keys: _Keys) -> list[str]:
    """Return which keys the mapping at this place may have; any other place has keys of the user's own."""
    section = _section_at(keys)
    return list(section.model_fields) if section else []


def example_of(keys: _Keys) -> str:
    """Return an example of what may stand at this place, ``""`` if there is none."""
    section = _section_at(keys[:-1])
    field = section.model_fields.get(keys[-1]) if section and keys else None
    return f"{keys[-1]}: {field.examples[0]}" if field and field.examples else ""


def _section_at(keys: _Keys) -> type[_Section] | None:
    place = (keys[0], ANY_STEP, *keys[2:]) if len(keys) > 1 and keys[0] == "steps" else keys
    return SECTIONS.get(place)
