"""Describe what a user asks for with ``run()``."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from zenml.errors import UsageError
from zenml.models.schedule import Schedule
from zenml.models.step_settings import FailureMode
from zenml.names import did_you_mean
from zenml.pipelines.compile import CachingChoices
from zenml.pipelines.faults import WiringFault


@dataclass(frozen=True)
class RunRequest:
    """Hold a pipeline with its arguments, and what ``run()`` was given."""

    pipeline: str
    function: Callable[..., object]
    arguments: inspect.BoundArguments
    run_name: str | None = None
    caching: CachingChoices = field(default_factory=CachingChoices)
    failure_mode: FailureMode = FailureMode.FAIL_FAST
    schedule: Schedule | None = None
    settings: Mapping[str, object] = field(default_factory=dict)
    """What is meant for the components of the stack."""

    @property
    def runtime_configuration(self) -> dict[str, object]:
        """Return everything that ``run()`` was given."""
        schedule = self.schedule.to_plain() if self.schedule else None
        known = {"run_name": self.run_name, "enable_cache": self.caching.run, "schedule": schedule}
        return {**{name: value for name, value in known.items() if value is not None}, **self.settings}

    def faults(self) -> Iterator[WiringFault]:
        """Yield the settings that no record could hold, and those that do not go together."""
        if self.schedule and self.run_name is not None:
            yield WiringFault("", "", "run() gets a run_name and a schedule", "name the schedule: Schedule(name=…)")
        for name, value in self.settings.items():
            if not _is_plain(value):
                problem = f"run() gets a {type(value).__qualname__} as {name!r}, which is not plain data"
                yield WiringFault("", "", problem, "pass numbers, text, lists or dictionaries of such")


def failure_mode_of(said: FailureMode | str) -> FailureMode:
    """Return the failure mode that a user names.

    Raises:
        UsageError: there is none of this name.
    """
    try:
        return FailureMode(said)
    except ValueError as error:
        modes = [mode.value for mode in FailureMode]
        raise UsageError(f"there is no failure mode {said!r}", hint=did_you_mean(str(said), modes)) from error


def _is_plain(value: object) -> bool:
    try:
        json.dumps(value)
    except (TypeError, ValueError):
        return False
    return True
