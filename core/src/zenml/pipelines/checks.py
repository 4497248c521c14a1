"""Find everything that is wrong with a recorded pipeline, before anything runs."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, get_args

from zenml.errors import WiringError
from zenml.models.records import StackSnapshot
from zenml.pipelines.assignability import is_assignable, type_class, type_name
from zenml.pipelines.calls import StepCall, StepOutput
from zenml.pipelines.condition_wiring import condition_faults
from zenml.pipelines.edges import order_faults, steps_after, upstream
from zenml.pipelines.faults import WiringFault
from zenml.pipelines.graph import execution_order
from zenml.pipelines.option_checks import option_faults
from zenml.pipelines.output_materializers import chosen_materializer, materializer_faults
from zenml.pipelines.recording import Recording
from zenml.pipelines.step_source import step_address
from zenml.steps.base_step import BaseStep
from zenml.steps.signature import UNKNOWN, Fault

# A folder in the artifact store bears this name; names of Python may also begin with an underscore.
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9 ._-]{0,126}")


def wiring_faults(pipeline: str, recording: Recording, stack: StackSnapshot, source_root: Path) -> list[WiringFault]:
    """Return all that is wrong with a pipeline, in the order of its calls; what holds for a step as such once."""
    faults = list(_pipeline_faults(pipeline, recording))
    checked: set[BaseStep] = set()
    for call in recording.calls.values():
        own = [] if call.step in checked else list(_step_faults(call, stack, source_root))
        checked.add(call.step)
        every = [*own, *_name_faults(call.name), *call.faults, *_input_faults(recording, call), *_list_faults(call)]
        every += condition_faults(recording, call)
        faults += [WiringFault(call.name, fault.argument, fault.problem, fault.remedy) for fault in every]
    return faults + list(order_faults(recording)) + list(_circle_faults(recording))


def _pipeline_faults(name: str, recording: Recording) -> Iterator[WiringFault]:
    for fault in _name_faults(name):
        yield WiringFault("", "", fault.problem, fault.remedy)
    if not recording.calls:
        yield WiringFault("", "", "it calls no step", "call at least one step in its function")


def _step_faults(call: StepCall, stack: StackSnapshot, source_root: Path) -> Iterator[Fault]:
    yield from call.signature.faults
    yield from _state_faults(call.step)
    yield from option_faults(call.step)
    yield from _component_faults(call.step, stack)
    yield from _place_faults(call.step, source_root)
    yield from _file_faults(call.step, source_root)
    for output in call.signature.returned.outputs:
        yield from _name_faults(output.name, "the output name")
    yield from materializer_faults(call.step, call.signature.returned.outputs)


def _state_faults(step: BaseStep) -> Iterator[Fault]:
    """Yield what an instance of a class-based step holds besides its parameters."""
    if not isinstance(step.definition, type):
        return
    problem = "which neither the cache nor another process knows"
    remedy = "take it from a BaseParameters argument of entrypoint"
    if inspect.getattr_static(step.definition, "__init__") is not BaseStep.__init__:
        yield Fault(f"its class has a constructor, {problem}", remedy)
    for name in sorted(vars(step).keys() - BaseStep.__annotations__.keys()):
        yield Fault(f"it holds {name!r}, {problem}", remedy)


def _component_faults(step: BaseStep, stack: StackSnapshot) -> Iterator[Fault]:
    for kind, name in step.components.items():
        component = stack.components.get(kind)
        if component is None or component.name != name:
            found = f"its {kind.words} is {component.name!r}" if component else f"it has no {kind.words}"
            yield Fault(
                f"wants the {kind.words} {name!r}, which stack {stack.name!r} does not have: {found}",
                "zenml stack set a stack that has it, or name the one of this stack",
            )


def _place_faults(step: BaseStep, source_root: Path) -> Iterator[Fault]:
    if step.step_operator is not None and not step_address(step, source_root):
        yield Fault(
            f"exists only in this process, where step operator {step.step_operator!r} cannot find it",
            "write it at the top of a file, or leave step_operator out",
        )


def _file_faults(step: BaseStep, source_root: Path) -> Iterator[Fault]:
    for file in step.extra_files:
        if not (source_root / file).is_file():
            yield Fault(f"extra_files names {str(file)!r}, which is no file", f"its path is relative to {source_root}")


def _name_faults(name: str, what: str = "its name") -> Iterator[Fault]:
    if not _NAME.fullmatch(name):
        yield Fault(f"{what} {name!r} is not valid", "use 1 to 127 letters, digits, spaces, '.', '_' or '-'")


def _input_faults(recording: Recording, call: StepCall) -> Iterator[Fault]:
    for name, output in call.inputs.items():
        if not recording.has(output):
            yield Fault("is an output of another pipeline", "call the step in this one", name)
        else:
            yield from _type_faults(name, output, call.expected[name], is_mapped=name == call.map_over)


def _type_faults(name: str, output: StepOutput, target: Any, *, is_mapped: bool) -> Iterator[Fault]:
    source = output.declared.annotation
    which = f"output {output.declared.name!r} of step {output.call.name!r}"
    if UNKNOWN in (source, target):
        return
    if is_mapped and not (is_assignable(source, Sequence) and type_class(source) not in (str, bytes)):
        remedy = "return a list there, or call the step without map()"
        yield Fault(f"is mapped over {which}, which is {type_name(source)}, not a list", remedy, name)
    elif not is_assignable(source, target):
        expected = type_name(get_args(target)[0]) + " for each item" if is_mapped else type_name(target)
        problem = f"expects {expected}, but {which} is {type_name(source)}"
        yield Fault(problem, "change one of the two annotations", name)


def _list_faults(call: StepCall) -> Iterator[Fault]:
    """Yield what was chosen for the values of a step that returns lists of them."""
    for output in call.outputs if call.map_over else ():
        if chosen_materializer(call.step, output.name) is not None:
            problem = (
                f"the materializer of output {output.name!r} keeps one value, but mapped over an output there is a list"
            )
            yield Fault(problem, "name the value's type in the materializer's ASSOCIATED_TYPES instead")


def _circle_faults(recording: Recording) -> Iterator[WiringFault]:
    known = recording.calls
    edges = upstream(recording, steps_after(recording))
    try:
        execution_order({name: [other for other in others if other in known] for name, others in edges.items()})
    except WiringError as error:
        yield WiringFault("", "", error.message, error.hint)
