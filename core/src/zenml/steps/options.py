"""Name the options of a step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypedDict

from zenml.errors import UsageError
from zenml.materializers import BaseMaterializer
from zenml.models.step_settings import ResourceConfiguration, StepRetry
from zenml.names import did_you_mean


class StepOptions(TypedDict, total=False):
    """Name the options of a step; see ``step`` for what they mean."""

    name: str
    enable_cache: bool | None
    experiment_tracker: str | None
    step_operator: str | None
    model_deployer: str | None
    alerter: str | None
    output_materializers: type[BaseMaterializer] | Mapping[str, type[BaseMaterializer]] | None
    extra_files: Sequence[str | Path]
    retry: int | StepRetry
    timeout_seconds: float | None
    resources: ResourceConfiguration | None
    on_failure: Callable[..., object] | None
    on_success: Callable[..., object] | None


def check_options(place: str, names: Iterable[str]) -> None:
    """Refuse names that are no options; ``place`` is where they were given.

    Raises:
        UsageError: with the option that was probably meant.
    """
    for name in names:
        if name not in StepOptions.__annotations__:
            raise UsageError(f"{place} has no option {name!r}", hint=did_you_mean(name, StepOptions.__annotations__))
