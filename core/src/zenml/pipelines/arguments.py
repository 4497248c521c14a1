"""Put the arguments of a pipeline together, of its call and of configuration files."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from zenml.errors import WiringError
from zenml.names import did_you_mean
from zenml.pipelines.configuration_files import Given
from zenml.pipelines.faults import WiringFault
from zenml.steps.annotations import evaluate
from zenml.steps.parameters import from_plain, invalid
from zenml.steps.signature import UNKNOWN

_COLLECTING = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


class PipelineArguments:
    """Hold the arguments that a pipeline's function is called with, and what is wrong with them.

    Args:
        name: of the pipeline, for messages.
        function: of the pipeline.
        bound: what the code passes; some may be missing.
        given: what configuration files set, by name.
    """

    def __init__(
        self, name: str, function: Callable[..., object], bound: inspect.BoundArguments, given: Mapping[str, Given]
    ) -> None:
        self.faults: list[WiringFault] = []
        self._function = function
        self._parameters = bound.signature.parameters
        self._values: dict[str, Any] = dict(bound.arguments)
        for argument, setting in given.items():
            self._set(argument, setting)
        self.faults += self._missing(name)
        values = {argument: self._values[argument] for argument in self._parameters if argument in self._values}
        self.bound = inspect.BoundArguments(bound.signature, values)

    def _set(self, name: str, given: Given) -> None:
        parameter = self._parameters.get(name)
        if parameter is None or parameter.kind in _COLLECTING:
            self._set_among_others(name, given)
            return
        try:
            value = _typed(given.value, parameter.annotation, self._function)
        except WiringError as error:
            self.faults.append(WiringFault("", name, f"{given.place}: {error.message}", "correct it there"))
            value = given.value
        else:
            self.faults += conflicts(name, self._values.get(name, value), value, given)
        self._values[name] = value

    def _set_among_others(self, name: str, given: Given) -> None:
        """Set what has no name of its own in the function, which may collect such arguments."""
        collecting = next((each for each in self._parameters.values() if each.kind is each.VAR_KEYWORD), None)
        if collecting is None:
            known = [each.name for each in self._parameters.values() if each.kind not in _COLLECTING]
            problem = f"{given.place}: {given.key!r} is no argument of the pipeline"
            self.faults.append(WiringFault("", "", problem, did_you_mean(name, known) or "it takes none"))
            return
        others = self._values.get(collecting.name, {})
        if name in others:
            self.faults += conflicts(name, others[name], given.value, given)
        self._values[collecting.name] = {name: given.value, **others}

    def _missing(self, pipeline: str) -> Iterator[WiringFault]:
        for name in required_arguments(self._parameters):
            if name not in self._values:
                remedy = f"pass one: {pipeline}({name}=...), or set 'parameters.{name}' in a configuration file"
                yield WiringFault("", name, "gets no value", remedy)


def required_arguments(parameters: Mapping[str, inspect.Parameter]) -> list[str]:
    """Return the names of those that have no default."""
    single = [each for each in parameters.values() if each.kind not in _COLLECTING]
    return [each.name for each in single if each.default is each.empty]


def _typed(value: object, annotation: Any, function: Callable[..., object]) -> object:
    """Return a value of the type that an argument is annotated with, if it is with one that can be found.

    Raises:
        WiringError: it does not fit.
    """
    try:
        found = UNKNOWN if annotation is inspect.Parameter.empty else evaluate(annotation, function, {})
    except WiringError:
        found = UNKNOWN
    try:
        return value if found is UNKNOWN else from_plain(value, found)
    except ValidationError as error:
        raise invalid(value, error) from error


def conflicts(name: str, passed: object, set_: object, given: Given) -> Iterator[WiringFault]:
    """Yield the fault of a value that the code passes and a file sets otherwise."""
    if not _is_equal(passed, set_):
        yield WiringFault("", name, *conflict(passed, given))


def conflict(passed: object, given: Given) -> tuple[str, str]:
    """Return problem and remedy of a value that the code passes and a file sets otherwise."""
    problem = f"the code passes {passed!r:.60}, but {given.place} sets it to {given.value!r:.60} ({given.key})"
    return problem, "leave it out in one of the two"


def _is_equal(left: object, right: object) -> bool:
    try:
        return bool(left == right)
    except Exception:  # noqa: BLE001 - arrays and the like have an equality of their own
        return False
