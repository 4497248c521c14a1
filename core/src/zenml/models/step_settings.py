"""Describe how a step is to be run, besides what it does."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import cast


class FailureMode(str, Enum):
    """Say what becomes of the other steps when one has failed."""

    FAIL_FAST = "fail_fast"
    """None starts any more; those that run are let finish."""
    CONTINUE = "continue"
    """Those that do not depend on it go on."""

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True)
class StepRetry:
    """Say how often a step is tried again after it failed, and how long to wait before that.

    The first wait takes ``delay_seconds``, each further one ``backoff`` times as long as the one before.

    Example::

        @step(retry=StepRetry(max_retries=3, delay_seconds=2, retry_on=(ConnectionError,)))
    """

    max_retries: int = 0
    delay_seconds: float = 1.0
    backoff: float = 2.0
    retry_on: tuple[type[BaseException] | str, ...] = (Exception,)
    """Failures of these classes, or of classes derived from them, are worth another try; in a deployment by address."""

    def delay_before(self, retry: int) -> float:
        """Return how many seconds to wait before the retry with this number, the first being 1."""
        return float(self.delay_seconds * self.backoff ** (retry - 1))

    def is_worth_retrying(self, classes: Sequence[str]) -> bool:
        """Say whether a failure may be gone next time; ``classes`` are the addresses of its class and its bases."""
        return not set(map(_class_address, self.retry_on)).isdisjoint(classes)


@dataclass(frozen=True)
class ResourceConfiguration:
    """Say what a step needs of the machine that runs it; who runs it on this machine may leave it aside.

    Example::

        @step(resources=ResourceConfiguration(cpu_count=4, memory="16GB"))
    """

    cpu_count: float | None = None
    gpu_count: int | None = None
    memory: str | None = None
    """A number with its unit: ``KB MB GB TB``, or ``KiB MiB GiB TiB``."""

    def to_plain(self) -> dict[str, object]:
        """Return what was said, by name."""
        return {name: value for name, value in vars(self).items() if value is not None}


def _class_address(found: type | str) -> str:
    """Return ``module:qualname`` of a class."""
    return found if isinstance(found, str) else f"{found.__module__}:{found.__qualname__}"


def retry_from(document: Mapping[str, object]) -> StepRetry:
    """Rebuild what ``dataclasses.asdict`` made of a ``StepRetry``."""
    known = {name: value for name, value in document.items() if name in StepRetry.__dataclass_fields__}
    classes = cast("Sequence[str]", known.get("retry_on", [_class_address(Exception)]))
    return StepRetry(**{**known, "retry_on": tuple(classes)})  # type: ignore[arg-type]  # JSON knows no tuples


def is_duration(seconds: object) -> bool:
    """Say whether a value is a number of seconds that a step may take."""
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
        return False
    return math.isfinite(seconds) and seconds > 0
