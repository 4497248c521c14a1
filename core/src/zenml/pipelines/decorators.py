"""Make pipelines of functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, overload

from zenml.models.step_settings import FailureMode
from zenml.pipelines.definition import Pipeline
from zenml.pipelines.run_requests import failure_mode_of

P = ParamSpec("P")


@overload
def pipeline(function: Callable[P, object], /) -> Pipeline[P]: ...
@overload
def pipeline(
    *, name: str = "", enable_cache: bool | None = None, failure_mode: FailureMode | str = FailureMode.FAIL_FAST
) -> Callable[[Callable[P, object]], Pipeline[P]]: ...
def pipeline(
    function: Callable[P, object] | None = None,
    /,
    *,
    name: str = "",
    enable_cache: bool | None = None,
    failure_mode: FailureMode | str = FailureMode.FAIL_FAST,
) -> Pipeline[P] | Callable[[Callable[P, object]], Pipeline[P]]:
    """Make a pipeline of a function that calls steps.

    Example, with steps as arguments, or with steps of the module and values as arguments::

        @pipeline
        def training(importer, trainer):
            X, y = importer()
            trainer(X=X, y=y)

        @pipeline(enable_cache=False)
        def training(gamma: float):
            X, y = load_digits()
            train(X, y, gamma=gamma)

    Args:
        function: what connects the steps; it is called when the pipeline runs, before any step does.
        name: the pipeline's name, if not the function's.
        enable_cache: for all steps that say nothing themselves.
        failure_mode: ``"fail_fast"``: once a step has failed, no other starts; ``"continue"``: those that do not
            depend on it go on.

    Raises:
        UsageError: there is no such failure mode.
    """
    mode = failure_mode_of(failure_mode)

    def decorate(function: Callable[P, object]) -> Pipeline[P]:
        return Pipeline(function, name, enable_cache, mode)

    return decorate if function is None else decorate(function)
