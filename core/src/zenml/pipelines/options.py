"""Name the options of a pipeline."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypedDict, cast

from zenml.errors import UsageError
from zenml.models.step_settings import FailureMode
from zenml.names import checked_tag, did_you_mean

Hook = Callable[..., object]


class PipelineOptions(TypedDict, total=False):
    """Name the options of a pipeline; see ``pipeline`` for what they mean."""

    name: str
    enable_cache: bool | None
    failure_mode: FailureMode | str
    tags: Collection[str]
    on_failure: Hook | None
    on_success: Hook | None


@dataclass(frozen=True)
class PipelineDescription:
    """Hold a pipeline's function, and what its author says about all runs of it."""

    function: Callable[..., object]
    name: str
    enable_cache: bool | None = None
    failure_mode: FailureMode = FailureMode.FAIL_FAST
    tags: tuple[str, ...] = ()
    on_failure: Hook | None = None
    on_success: Hook | None = None

    def with_options(self, options: Mapping[str, Any]) -> PipelineDescription:
        """Return a copy with other options; tags are added to those that it has.

        Raises:
            UsageError: there is no such option, or it cannot have this value.
            ConfigurationError: a tag is not valid.
        """
        check_options(f"pipeline {self.name!r}", options)
        said = dict(options)
        if "failure_mode" in said:
            said["failure_mode"] = failure_mode_of(said["failure_mode"])
        if "tags" in said:
            said["tags"] = tuple(dict.fromkeys((*self.tags, *tags_of(said["tags"]))))
        return replace(self, **{**said, "name": said.get("name") or self.name})


def check_options(place: str, options: Mapping[str, object]) -> None:
    """Refuse what is no option, or cannot be its value; ``place`` is where they were given.

    Raises:
        UsageError: with the option that was probably meant.
    """
    for name in options:
        if name not in PipelineOptions.__annotations__:
            raise UsageError(
                f"{place} has no option {name!r}", hint=did_you_mean(name, PipelineOptions.__annotations__)
            )
    failure_mode_of(cast("str", options.get("failure_mode", FailureMode.FAIL_FAST)))
    tags_of(options.get("tags", ()))
    for hook in ("on_failure", "on_success"):
        if options.get(hook) is not None and not callable(options[hook]):
            raise UsageError(f"{place}: {hook} is {options[hook]!r}", hint="name a function")


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


def tags_of(said: object) -> tuple[str, ...]:
    """Return tags as they are kept.

    Raises:
        UsageError: these are no texts in a list.
        ConfigurationError: one is not valid.
    """
    if isinstance(said, (list, tuple, set, frozenset)) and all(isinstance(tag, str) for tag in said):
        return tuple(dict.fromkeys(map(checked_tag, said)))
    raise UsageError(f"the tags are {said!r}", hint="write a list of texts: tags=['nightly']")
