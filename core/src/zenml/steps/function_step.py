"""Define the step that a decorated function becomes."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any, Generic, ParamSpec, TypeVar, overload

from zenml.steps.base_step import BaseStep
from zenml.steps.parameters import BaseParameters

P = ParamSpec("P")
R = TypeVar("R")


class FunctionStep(BaseStep, Generic[P, R]):
    """Be the step of one function; for type checkers it has the function's own signature."""

    entrypoint: Callable[P, R]
    __name__: str

    def __init__(
        self, function: Callable[P, R], local_names: Mapping[str, object], options: Mapping[str, object]
    ) -> None:
        super().__init__()
        functools.update_wrapper(self, function)
        self.entrypoint = function
        self._local_names = local_names
        vars(self).update(options)

    # Which of the two a call without arguments is depends on the place, which types don't know.
    @overload
    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R: ...  # type: ignore[overload-overlap]
    @overload
    def __call__(self, params: BaseParameters = ..., /) -> FunctionStep[P, R]: ...
    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Take part in a pipeline, configure or run; see ``BaseStep``."""
        return super().__call__(*args, **kwargs)

    def __repr__(self) -> str:
        return f"<step {self.own_name}>"

    @property
    def definition(self) -> Callable[..., object]:
        return self.entrypoint

    @property
    def local_names(self) -> Mapping[str, object]:
        return self._local_names
