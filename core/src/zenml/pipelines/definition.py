"""Define the pipeline that a decorated function becomes."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, cast

from zenml.errors import UsageError
from zenml.models.schedule import Schedule, schedule_from
from zenml.models.step_settings import FailureMode
from zenml.pipelines.arguments import required_arguments
from zenml.pipelines.configuration_files import ConfigurationFile
from zenml.pipelines.drawing import graph_html
from zenml.pipelines.launching import run_pipeline
from zenml.pipelines.options import PipelineDescription, PipelineOptions, failure_mode_of, tags_of
from zenml.pipelines.recording import Recording
from zenml.pipelines.run_requests import RunRequest
from zenml.post_execution.runs import RunView
from zenml.steps.base_step import current_place

if TYPE_CHECKING:
    from typing_extensions import Unpack

P = ParamSpec("P")


class Pipeline(Generic[P]):
    """Be the pipeline of one function: ``training().run()``, or ``training(importer=importer(), …).run()``."""

    def __init__(self, description: PipelineDescription, files: tuple[ConfigurationFile, ...] = ()) -> None:
        functools.update_wrapper(self, description.function)
        self.description = description
        self.files = files

    @property
    def name(self) -> str:
        """Return the name of the pipeline."""
        return self.description.name

    @property
    def required_arguments(self) -> list[str]:
        """Return the arguments without a default."""
        return required_arguments(inspect.signature(self.description.function).parameters)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> ConfiguredPipeline:
        """Return the pipeline with these steps and values as its arguments, ready to run.

        A configuration file may set the rest. Inside another pipeline's function it adds its own steps there and
        returns what the function returns.

        Raises:
            UsageError: an argument is unknown, or passed twice; inside another pipeline's function, or missing.
        """
        place = current_place()
        if isinstance(place, Recording):
            arguments = self._bound(inspect.signature(self.description.function).bind, args, kwargs)
            return cast("ConfiguredPipeline", place.run(self.description.function, arguments))
        arguments = self._bound(inspect.signature(self.description.function).bind_partial, args, kwargs)
        return ConfiguredPipeline(self, arguments)

    def with_options(self, **options: Unpack[PipelineOptions]) -> Pipeline[P]:
        """Return a copy with other options, those of the decorator; tags are added.

        Raises:
            UsageError: there is no such option, or it cannot have this value.
            ConfigurationError: a tag is not valid.
        """
        return Pipeline(self.description.with_options(options), self.files)

    def with_config(self, path: str | Path) -> Pipeline[P]:
        """Return a copy whose runs are configured by a file, which is read when it runs.

        It counts more than the options of decorators and ``with_options``, and than an earlier file; less than the
        file of ``zenml pipeline run -c`` and than what ``run()`` is given.
        """
        return Pipeline(self.description, (*self.files, ConfigurationFile.called(path)))

    def __repr__(self) -> str:
        return f"<pipeline {self.name}>"

    def _repr_html_(self) -> str | None:
        """Show its graph in a notebook, if it can be called without arguments."""
        return graph_html(self.description, inspect.signature(self.description.function).bind_partial())

    def _bound(
        self, bind: Callable[..., inspect.BoundArguments], args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> inspect.BoundArguments:
        try:
            return bind(*args, **kwargs)
        except TypeError as error:
            hint = f"it is called as {self.name}{inspect.signature(self.description.function)}"
            raise UsageError(f"pipeline {self.name!r}: {error}", hint=hint) from error


class ConfiguredPipeline:
    """Be a pipeline with its arguments, as far as the code passes them."""

    def __init__(self, pipeline: Pipeline[Any], arguments: inspect.BoundArguments) -> None:
        self.pipeline = pipeline
        self.arguments = arguments

    @property
    def name(self) -> str:
        """Return the name of the pipeline."""
        return self.pipeline.name

    def __repr__(self) -> str:
        return repr(self.pipeline)

    def _repr_html_(self) -> str | None:
        """Show its graph in a notebook, once no argument is missing; no stack is needed for that, and nothing runs."""
        return graph_html(self.pipeline.description, self.arguments)

    def with_options(self, **options: Unpack[PipelineOptions]) -> ConfiguredPipeline:
        """Return a copy with other options; see ``Pipeline.with_options``."""
        return ConfiguredPipeline(self.pipeline.with_options(**options), self.arguments)

    def with_config(self, path: str | Path) -> ConfiguredPipeline:
        """Return a copy whose runs are configured by a file; see ``Pipeline.with_config``."""
        return ConfiguredPipeline(self.pipeline.with_config(path), self.arguments)

    def run(
        self,
        *,
        run_name: str | None = None,
        enable_cache: bool | None = None,
        failure_mode: FailureMode | str | None = None,
        tags: Collection[str] = (),
        schedule: Schedule | str | Mapping[str, object] | None = None,
        config_path: str | Path | None = None,
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
            tags: of the run, beside those of the pipeline.
            schedule: when to run it again and again; also as plain data, see ``schedule_from``.
            config_path: a configuration file, as ``with_config`` takes it.
            **runtime_configuration: settings for the components of the stack, of plain data.

        Raises:
            WiringError: the pipeline cannot run as it is written or configured; the message tells every fault.
            StackValidationError: the active stack's components do not go together.
            ConflictError: a run of that name exists.
            StepFailedError: a step raised; its own exception is the cause. What ran is recorded.
            UsageError: there is no such failure mode.
            NotFoundError: there is no such configuration file.
            ConfigurationError: a tag, the schedule or the file means nothing, or the orchestrator has no schedules.
        """
        pipeline = self.pipeline if config_path is None else self.pipeline.with_config(config_path)
        return run_pipeline(
            RunRequest(
                pipeline=pipeline.description,
                arguments=self.arguments,
                files=pipeline.files,
                run_name=run_name,
                enable_cache=enable_cache,
                failure_mode=None if failure_mode is None else failure_mode_of(failure_mode),
                tags=tags_of(tags),
                schedule=None if schedule is None else schedule_from(schedule),
                settings=runtime_configuration,
            )
        )
