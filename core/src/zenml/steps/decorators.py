"""Make steps of functions."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import ParamSpec, TypeVar, overload

from zenml.materializers import BaseMaterializer
from zenml.steps.annotations import local_names_of
from zenml.steps.function_step import FunctionStep

P = ParamSpec("P")
R = TypeVar("R")


@overload
def step(function: Callable[P, R], /) -> FunctionStep[P, R]: ...
@overload
def step(
    *,
    name: str = "",
    enable_cache: bool | None = None,
    experiment_tracker: str | None = None,
    step_operator: str | None = None,
    model_deployer: str | None = None,
    output_materializers: type[BaseMaterializer] | Mapping[str, type[BaseMaterializer]] | None = None,
    extra_files: Sequence[str | Path] = (),
) -> Callable[[Callable[P, R]], FunctionStep[P, R]]: ...
def step(
    function: Callable[P, R] | None = None,
    /,
    *,
    name: str = "",
    enable_cache: bool | None = None,
    experiment_tracker: str | None = None,
    step_operator: str | None = None,
    model_deployer: str | None = None,
    output_materializers: type[BaseMaterializer] | Mapping[str, type[BaseMaterializer]] | None = None,
    extra_files: Sequence[str | Path] = (),
) -> FunctionStep[P, R] | Callable[[Callable[P, R]], FunctionStep[P, R]]:
    """Make a step of a function, each of whose arguments is annotated, and what it returns.

    Example::

        @step(enable_cache=False, experiment_tracker="wandb")
        def importer() -> tuple[Annotated[np.ndarray, "X"], Annotated[np.ndarray, "y"]]: ...

    Args:
        function: what the step does.
        name: its name in a plain pipeline, if not the function's; a classic pipeline's argument names it there.
        enable_cache: whether outputs may come from an earlier run; ``None`` leaves it to the pipeline.
        experiment_tracker: the stack's experiment tracker by name, if the step uses it.
        step_operator: likewise.
        model_deployer: likewise.
        output_materializers: one for all outputs, or one for each output named.
        extra_files: relative to the source root; a change of one makes cached outputs stale.
    """
    options = {
        "name": name,
        "enable_cache": enable_cache,
        "experiment_tracker": experiment_tracker,
        "step_operator": step_operator,
        "model_deployer": model_deployer,
        "output_materializers": output_materializers,
        "extra_files": extra_files,
    }
    here = inspect.currentframe()
    body = here.f_back if here else None

    def decorate(function: Callable[P, R]) -> FunctionStep[P, R]:
        return FunctionStep(function, local_names_of(function, body), options)

    return decorate if function is None else decorate(function)
