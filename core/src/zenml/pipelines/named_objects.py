"""Find the classes and functions that configuration files name."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

from zenml.errors import ConfigurationError, ZenMLError
from zenml.materializers import BaseMaterializer
from zenml.materializers.class_addresses import load_once
from zenml.models.step_settings import ResourceConfiguration, StepRetry
from zenml.pipelines.configuration_files import Given
from zenml.redaction import words_of
from zenml.steps.signature import Fault

if TYPE_CHECKING:
    from zenml.pipelines.file_sections import ResourceSection, RetrySection


def option_of(given: Given) -> object:
    """Return the option that a file gives a step, as ``with_options`` takes it, or what is wrong with it."""
    read = _READERS.get(given.keys[-1])
    try:
        return given.value if read is None or given.value is None else read(given.value)
    except ConfigurationError as error:
        return Fault(f"{given.place}: {given.key!r}: {error.message}", error.hint)


def _hook(address: str) -> Callable[..., object]:
    found = _load(address)
    if not callable(found):
        raise ConfigurationError(f"{address!r} is {found!r:.60}", hint="name a function")
    return cast("Callable[..., object]", found)


def _retry(said: RetrySection) -> StepRetry:
    classes = tuple(_class_named(address, BaseException) for address in said.retry_on)
    return StepRetry(said.max_retries, said.delay_seconds, said.backoff, classes)


def _resources(said: ResourceSection) -> ResourceConfiguration:
    return ResourceConfiguration(said.cpu_count, said.gpu_count, said.memory)


def _materializers(said: str | Mapping[str, str]) -> type | dict[str, type]:
    if isinstance(said, str):
        return _class_named(said, BaseMaterializer)
    return {output: _class_named(address, BaseMaterializer) for output, address in said.items()}


def _class_named(address: str, base: type) -> type:
    found = _load(address)
    if isinstance(found, type) and issubclass(found, base):
        return found
    raise ConfigurationError(f"{address!r} is {found!r:.60}", hint=f"name a subclass of {base.__name__}")


def _load(address: str) -> object:
    if ":" not in address:
        found = getattr(builtins, address, None)
        if found is None:
            raise ConfigurationError(f"{address!r} is no address", hint="write 'module:name'")
        return cast("object", found)
    try:
        return load_once(address)
    except ZenMLError as error:
        raise ConfigurationError(error.message, hint=error.hint) from error
    except Exception as error:
        raise ConfigurationError(
            f"{address!r} cannot be imported: {words_of(error)}", hint="correct its module"
        ) from error


_READERS: Mapping[str, Callable[[Any], object]] = {
    "retry": _retry,
    "resources": _resources,
    "output_materializers": _materializers,
    "on_failure": _hook,
    "on_success": _hook,
}
