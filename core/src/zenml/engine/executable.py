"""Say what the engine must be handed to run a step; what a step is made of is nothing to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from zenml.engine.context import StepContext


@dataclass(frozen=True)
class Executable:
    """Hold a step as the engine runs it."""

    function: Callable[..., object]
    """The user's own function, whose source the cache key covers."""
    run: Callable[[Mapping[str, object], Mapping[str, object], StepContext], tuple[object, ...]]
    """Takes the loaded inputs, the parameters as JSON values and the context; returns the outputs in declared order."""
    on_failure: Callable[..., object] | None = None
    """Called when the step has failed for good; likewise ``on_success``: see ``hooks``."""
    on_success: Callable[..., object] | None = None


class HasExecutable(Protocol):
    """Be what a step's address leads to."""

    def executable(self) -> Executable: ...
