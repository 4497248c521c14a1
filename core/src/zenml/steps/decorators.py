"""Make steps of functions."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, ParamSpec, TypeVar, overload

from zenml.steps.annotations import local_names_of
from zenml.steps.function_step import FunctionStep
from zenml.steps.options import StepOptions, check_options

if TYPE_CHECKING:
    from typing_extensions import Unpack

P = ParamSpec("P")
R = TypeVar("R")


@overload
def step(function: Callable[P, R], /) -> FunctionStep[P, R]: ...
@overload
def step(**options: Unpack[StepOptions]) -> Callable[[Callable[P, R]], FunctionStep[P, R]]: ...
def step(
    function: Callable[P, R] | None = None, /, **options: Unpack[StepOptions]
) -> FunctionStep[P, R] | Callable[[Callable[P, R]], FunctionStep[P, R]]:
    """Make a step of a function, each of whose arguments is annotated, and what it returns.

    Example::

        @step(enable_cache=False, experiment_tracker="wandb")
        def importer() -> tuple[Annotated[np.ndarray, "X"], Annotated[np.ndarray, "y"]]: ...

    Args:
        function: what the step does.
        **options: any of these:

            - ``name``: in a plain pipeline, if not the function's; a classic pipeline's argument names it there.
            - ``enable_cache``: whether outputs may come from an earlier run; ``None`` leaves it to the pipeline.
            - ``experiment_tracker``, ``step_operator``, ``model_deployer``, ``alerter``: the stack's, by name, if the
              step uses it.
            - ``output_materializers``: one for all outputs, or one for each output named.
            - ``extra_files``: relative to the source root; a change of one makes cached outputs stale.
            - ``retry``: how often it is tried again after a failure; a number alone waits 1 s, 2 s, 4 s, ….
            - ``timeout_seconds``: how long one attempt may take; then its process is killed, with what it started.
            - ``resources``: what it needs of a machine, for whoever runs it elsewhere.
            - ``on_failure``, ``on_success``: called once it has failed for good, or succeeded; gets the
              ``StepContext`` and the exception, if annotated so.

    Raises:
        UsageError: there is no such option.
    """
    check_options("step()", options)
    here = inspect.currentframe()
    body = here.f_back if here else None

    def decorate(function: Callable[P, R]) -> FunctionStep[P, R]:
        return FunctionStep(function, local_names_of(function, body), options)

    return decorate if function is None else decorate(function)
