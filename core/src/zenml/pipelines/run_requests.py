"""Describe what a user asks for with ``run()``."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from zenml.models.schedule import Schedule, schedule_from
from zenml.models.step_settings import FailureMode
from zenml.pipelines.compile import CachingChoices
from zenml.pipelines.configuration import Configuration
from zenml.pipelines.configuration_files import ConfigurationFile
from zenml.pipelines.faults import WiringFault
from zenml.pipelines.named_objects import option_of
from zenml.pipelines.options import Hook, PipelineDescription, tags_of
from zenml.steps.signature import Fault

_HOOKS = ("on_failure", "on_success")


@dataclass(frozen=True)
class RunRequest:
    """Hold a pipeline with its arguments, and what ``run()`` was given; ``None`` where it was given nothing."""

    pipeline: PipelineDescription
    arguments: inspect.BoundArguments
    files: tuple[ConfigurationFile, ...] = ()
    """Which say what ``run()`` does not, the last of them first."""
    run_name: str | None = None
    enable_cache: bool | None = None
    failure_mode: FailureMode | None = None
    tags: tuple[str, ...] = ()
    schedule: Schedule | None = None
    settings: Mapping[str, object] = field(default_factory=dict)
    """What is meant for the components of the stack."""

    cache_of_files: bool | None = None
    """What the files say to the pipeline about caching, if anything."""

    @property
    def caching(self) -> CachingChoices:
        files = self.cache_of_files
        return CachingChoices(run=self.enable_cache, pipeline=self.pipeline.enable_cache if files is None else files)

    @property
    def hooks(self) -> dict[str, Hook | None]:
        """Return those of the pipeline, by name."""
        return {name: getattr(self.pipeline, name) for name in _HOOKS}

    @property
    def runtime_configuration(self) -> dict[str, object]:
        """Return everything that was said of this run, be it by ``run()`` or by a file."""
        schedule = self.schedule.to_plain() if self.schedule else None
        cache = self.cache_of_files if self.enable_cache is None else self.enable_cache
        known = {"run_name": self.run_name, "enable_cache": cache, "schedule": schedule}
        return {**{name: value for name, value in known.items() if value is not None}, **self.settings}

    def completed_by(self, configuration: Configuration) -> tuple[RunRequest, list[WiringFault]]:
        """Return the request with what files say where ``run()`` was given nothing, and what is wrong with that."""
        mode, schedule = configuration.value("failure_mode"), configuration.value("schedule")
        hooks, faults = _hooks_in(configuration)
        completed = replace(
            self,
            pipeline=replace(self.pipeline, **hooks),
            run_name=configuration.value("run_name") if self.run_name is None else self.run_name,
            cache_of_files=configuration.value("enable_cache"),
            failure_mode=self.failure_mode or (FailureMode(mode) if mode else self.pipeline.failure_mode),
            tags=tuple(dict.fromkeys((*self.pipeline.tags, *tags_of(list(configuration.below("tags"))), *self.tags))),
            schedule=self.schedule or (schedule_from(schedule) if schedule else None),
            settings={
                **{name: given.value for name, given in configuration.below("settings").items()},
                **self.settings,
            },
        )
        return completed, faults

    def faults(self) -> Iterator[WiringFault]:
        """Yield the settings that no record could hold, and those that do not go together."""
        if self.schedule and self.run_name is not None:
            yield WiringFault("", "", "run() gets a run_name and a schedule", "name the schedule: Schedule(name=…)")
        for name, value in self.settings.items():
            if not _is_plain(value):
                problem = f"run() gets a {type(value).__qualname__} as {name!r}, which is not plain data"
                yield WiringFault("", "", problem, "pass numbers, text, lists or dictionaries of such")


def _hooks_in(configuration: Configuration) -> tuple[dict[str, Any], list[WiringFault]]:
    """Return the hooks that files name, and which names lead to none."""
    said = {name: given for name in _HOOKS if (given := configuration.given(name)) is not None}
    found = {name: option_of(given) for name, given in said.items()}
    faults = [WiringFault("", "", hook.problem, hook.remedy) for hook in found.values() if isinstance(hook, Fault)]
    return {name: hook for name, hook in found.items() if not isinstance(hook, Fault)}, faults


def _is_plain(value: object) -> bool:
    try:
        json.dumps(value)
    except (TypeError, ValueError):
        return False
    return True
