"""Define the pipeline that a decorated function becomes."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any, Generic, ParamSpec, cast

from zenml.errors import UsageError
from zenml.models.schedule import Schedule, schedule_from
from zenml.models.step_settings import FailureMode
from zenml.pipelines.compile import CachingChoices
from zenml.pipelines.drawing import graph_html
from zenml.pipelines.launching import run_pipeline
from zenml.pipelines.recording import Recording
from zenml.pipelines.run_requests import RunRequest, failure_mode_of
from zenml.post_execution.runs import RunView
from zenml.steps.base_step import current_place

P = ParamSpec("P")


class Pipeline(Generic[P]):
    """Be the pipeline of one function: ``training().run()``, or ``training(importer=importer(), …).run()``."""

    def __init__(
        self, function: Callable[P, object], name: str, enable_cache: bool | None, failure_mode: FailureMode
    ) -> None:
        functools.update_wrapper(self, function)
        self.function = function
        self.name = name or function.__name__
        self.enable_cache = enable_cache
        self.failure_mode = failure_mode

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> ConfiguredPipeline:
        """Return the pipeline with these steps and values as its arguments, ready to run.

        Inside another pipeline's function it adds its own steps there and returns what the function returns.

        Raises:
            UsageError: an argument is missing or unknown.
        """
        arguments = self._bind(args, kwargs)
        place = current_place()
        if isinstance(place, Recording):
            return cast("ConfiguredPipeline", place.run(self.function, arguments))
        return ConfiguredPipeline(self, arguments)

    def __repr__(self) -> str:
        return f"<pipeline {self.name}>"

    def _repr_html_(self) -> str | None:
        """Show its graph in a notebook, if it can be called without arguments."""
        try:
            arguments = self._bind((), {})
        except UsageError:
            return None
        return graph_html(self.name, self.function, arguments)

    def _bind(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> inspect.BoundArguments:
        signature = inspect.signature(self.function)
        try:
            return signature.bind(*args, **kwargs)
        except TypeError as error:
            hint = f"it is called as {self.name}{signature}"
            raise UsageError(f"pipeline {self.name!r}: {error}", hint=hint) from error


class ConfiguredPipeline:
    """Be a pipeline whose arguments are known."""

    def __init__(self, pipeline: Pipeline[Any], arguments: inspect.BoundArguments) -> None:
        self.pipeline = pipeline
        self.arguments = arguments

    @property
    def name(self) -> str:
        """Return the name of the pipeline."""
        return self.pipeline.name

    def _repr_html_(self) -> str | None:
        """Show its graph in a notebook; no stack is needed for that, and nothing runs."""
        return graph_html(self.name, self.pipeline.function, self.arguments)

    def run(
        self,
        *,
        run_name: str | None = None,
        enable_cache: bool | None = None,
        failure_mode: FailureMode | str | None = None,
        schedule: Schedule | str | Mapping[str, object] | None = None,
        **runtime_configuration: object,
    ) -> RunView:
        """Run the pipeline on the active stack and return its run.

        It has ended, unless the stack's orchestrator goes on by itself. While a module is imported only to
        execute one of its steps, this does nothing and returns ``None``; scripts that use the returned run do
        that below ``if __name__ == "__main__":``. With a schedule nothing runs yet, and there is no run to return
        either: the stack's orchestrator keeps the pipeline as it is now, and runs it at the times of the schedule.

        Args:
            run_name: the run's name; without one the pipeline's with the time, in UTC.
            enable_cache: whether outputs may come from earlier runs, whatever pipeline and steps say.
            failure_mode: ``"fail_fast"`` or ``"continue"``, whatever the pipeline says.
            schedule: when to run it again and again; also as plain data, see ``schedule_from``.
            **runtime_configuration: settings for the components of the stack, of plain data.

        Raises:
            WiringError: the pipeline cannot run as it is written; the message tells every fault.
            StackValidationError: the active stack's components do not go together.
            ConflictError: a run of that name exists.
            StepFailedError: a step raised; its own exception is the cause. What ran is recorded.
            UsageError: there is no such failure mode.
            ConfigurationError: the schedule means nothing, or the stack's orchestrator has no schedules.
        """
        return run_pipeline(
            RunRequest(
                pipeline=self.name,
                function=self.pipeline.function,
                arguments=self.arguments,
                run_name=run_name,
                caching=CachingChoices(run=enable_cache, pipeline=self.pipeline.enable_cache),
                failure_mode=failure_mode_of(failure_mode or self.pipeline.failure_mode),
                schedule=None if schedule is None else schedule_from(schedule),
                settings=runtime_configuration,
            )
        )
