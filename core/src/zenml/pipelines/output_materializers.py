"""Choose and check the materializers of a step's outputs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import cast

from zenml.errors import ConfigurationError
from zenml.materializers import BaseMaterializer
from zenml.materializers.registry import load_materializer, materializer_for
from zenml.names import did_you_mean
from zenml.pipelines.assignability import type_class, type_name
from zenml.sources import load
from zenml.steps.base_step import BaseStep
from zenml.steps.outputs import DeclaredOutput
from zenml.steps.signature import Fault

_PICKLE_VARIABLE = "ZENML_ALLOW_PICKLE"


def chosen_materializer(step: BaseStep, output: str) -> type[BaseMaterializer] | None:
    """Return the materializer that a step's author chose for an output, ``None`` if the value's type decides."""
    chosen = step.output_materializers
    return chosen.get(output) if isinstance(chosen, Mapping) else chosen


def materializer_faults(step: BaseStep, outputs: Sequence[DeclaredOutput]) -> Iterator[Fault]:
    """Yield which outputs cannot be saved, as far as their annotations tell."""
    yield from _faults_of_choice(step, [output.name for output in outputs])
    for output in outputs:
        if chosen_materializer(step, output.name) is None:
            yield from _faults_of_type(output)


def _faults_of_choice(step: BaseStep, names: Sequence[str]) -> Iterator[Fault]:
    if isinstance(step.output_materializers, Mapping):
        for name in step.output_materializers:
            if name not in names:
                problem = f"output_materializers names {name!r}, which is no output"
                yield Fault(problem, did_you_mean(name, names) or "the step has no output")
    for name in names:
        chosen: object = chosen_materializer(step, name)
        if chosen is not None and not (isinstance(chosen, type) and issubclass(chosen, BaseMaterializer)):
            yield Fault(f"the materializer of output {name!r} is {chosen!r}", "choose a subclass of BaseMaterializer")


def _faults_of_type(output: DeclaredOutput) -> Iterator[Fault]:
    data_type = type_class(output.annotation)
    if data_type is None:
        return
    try:
        if not _is_savable(data_type):
            problem = f"output {output.name!r} is {type_name(data_type)}, which only cloudpickle could save"
            yield Fault(f"{problem}, and that is forbidden", "write a materializer for it, or return another type")
    except ConfigurationError as error:
        yield Fault(f"output {output.name!r}: {error.message}", error.hint)


def _is_savable(data_type: type) -> bool:
    """Say whether values of a class, or of some subclass, have a materializer that may be used."""
    if _PICKLE_VARIABLE not in os.environ:
        return True
    return not _needs_forbidden_pickle(materializer_for(data_type)) or any(map(_is_savable, data_type.__subclasses__()))


def _needs_forbidden_pickle(materializer: str) -> bool:
    # By address: cloudpickle is imported only where somebody speaks of it.
    pickles = cast("type", load("zenml.materializers.pickles:PickleMaterializer"))
    is_allowed = cast("Callable[[], bool]", load("zenml.materializers.pickles:pickle_is_allowed"))
    return issubclass(load_materializer(materializer), pickles) and not is_allowed()
