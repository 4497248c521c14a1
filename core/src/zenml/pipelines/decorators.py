"""Make pipelines of functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ParamSpec, overload

from zenml.pipelines.definition import Pipeline
from zenml.pipelines.options import PipelineDescription, PipelineOptions, check_options

if TYPE_CHECKING:
    from typing_extensions import Unpack

P = ParamSpec("P")


@overload
def pipeline(function: Callable[P, object], /) -> Pipeline[P]: ...
@overload
def pipeline(**options: Unpack[PipelineOptions]) -> Callable[[Callable[P, object]], Pipeline[P]]: ...
def pipeline(
    function: Callable[P, object] | None = None, /, **options: Unpack[PipelineOptions]
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
        **options: any of these:

            - ``name``: the pipeline's name, if not the function's.
            - ``enable_cache``: for all steps that say nothing themselves.
            - ``failure_mode``: ``"fail_fast"``: once a step has failed, no other starts; ``"continue"``: those that
              do not depend on it go on.
            - ``tags``: of each run.
            - ``on_failure``, ``on_success``: the hooks of all steps that have none themselves.

    Raises:
        UsageError: there is no such option, or it cannot have this value.
        ConfigurationError: a tag is not valid.
    """
    check_options("pipeline()", options)

    def decorate(function: Callable[P, object]) -> Pipeline[P]:
        return Pipeline(PipelineDescription(function, function.__name__).with_options(options))

    return decorate if function is None else decorate(function)
