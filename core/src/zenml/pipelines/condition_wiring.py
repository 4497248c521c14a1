"""Check the conditions of steps before anything runs, and turn them into plain data."""

from __future__ import annotations

import numbers
from collections.abc import Iterator
from functools import reduce
from typing import Any

from zenml.models.conditions import AND, EQUAL, plain_scalar
from zenml.models.deployment import Combination, Comparison, InputBinding, Scalar, StepCondition
from zenml.pipelines.assignability import choices, type_class, type_name
from zenml.pipelines.calls import StepCall, StepOutput
from zenml.pipelines.conditions import Combined, Compared
from zenml.pipelines.recording import Recording
from zenml.steps.signature import UNKNOWN, Fault

_TEXT, _NUMBER = "text", "a number"
_ANYTHING = frozenset({_TEXT, _NUMBER})
_REMEDY = "compare an output: output > 0.9, output.equals('x'), output.differs_from('x')"


def compared_outputs(call: StepCall) -> list[StepOutput]:
    """Return the outputs that decide whether a call is made."""
    return [output for condition in call.step.conditions for output in _outputs(condition)]


def condition_of(call: StepCall) -> StepCondition | None:
    """Return the condition of a checked call as plain data: all that was said must hold."""
    compiled = [_compiled(condition) for condition in call.step.conditions]
    return reduce(lambda one, other: Combination(AND, (one, other)), compiled) if compiled else None


def condition_faults(recording: Recording, call: StepCall) -> Iterator[Fault]:
    """Yield what is wrong with the conditions of a call."""
    for condition in call.step.conditions:
        yield from _faults(condition)
    if not all(map(recording.has, compared_outputs(call))):
        yield Fault("when() compares an output of another pipeline", "call the step in this one")


def _outputs(condition: object) -> Iterator[StepOutput]:
    if isinstance(condition, Compared):
        yield from (each for each in (condition.left, condition.right) if isinstance(each, StepOutput))
    elif isinstance(condition, StepOutput):
        yield condition
    elif isinstance(condition, Combined):
        for part in condition.parts:
            yield from _outputs(part)


def _compiled(condition: object) -> StepCondition:
    if isinstance(condition, Combined):
        return Combination(condition.operator, tuple(map(_compiled, condition.parts)))
    if isinstance(condition, Compared):
        return Comparison(_binding(condition.left), condition.operator, _operand(condition.right))
    return Comparison(_binding(condition), EQUAL, right=True)


def _binding(output: object) -> InputBinding:
    assert isinstance(output, StepOutput)  # checked before
    return InputBinding(output.call.name, output.declared.name)


def _operand(value: object) -> InputBinding | Scalar:
    plain = plain_scalar(value)
    return _binding(value) if plain is None else plain


def _faults(condition: object) -> Iterator[Fault]:
    if isinstance(condition, Combined):
        for part in condition.parts:
            yield from _faults(part)
    elif isinstance(condition, Compared):
        yield from _comparison_faults(condition)
    elif isinstance(condition, StepOutput):
        yield from _truth_faults(condition)
    else:
        yield Fault(f"when() gets {_described(condition)}, which is no condition", _REMEDY)


def _comparison_faults(compared: Compared) -> Iterator[Fault]:
    for output in _outputs(compared):
        if not _kinds(output):
            problem = f"when() compares {_named(output)}, which is {type_name(output.declared.annotation)}"
            yield Fault(problem, "compare numbers, text or booleans")
            return
    if not isinstance(compared.right, StepOutput) and plain_scalar(compared.right) is None:
        problem = f"when() compares {_named(compared.left)} with {_described(compared.right)}"
        yield Fault(problem, "compare with a number, text or boolean, or with another output")
    elif not (left := _kinds(compared.left)) & (right := _kinds(compared.right)):
        problem = f"when() compares {_named(compared.left)}, which is {_a(left)}, with {_a(right)}"
        yield Fault(problem, "compare text with text, and numbers with numbers")


def _truth_faults(output: StepOutput) -> Iterator[Fault]:
    annotation = output.declared.annotation
    classes = [] if annotation is UNKNOWN else [type_class(each) for each in choices(annotation)]
    if any(each is not None and not _is_boolean(each) for each in classes):
        problem = f"when() gets {_named(output)}, which is {type_name(annotation)} and no boolean"
        yield Fault(problem, _REMEDY)


def _kinds(value: object) -> frozenset[str]:
    """Return what a value or output may be: text, a number (booleans are some), or nothing that can be compared."""
    if not isinstance(value, StepOutput):
        return frozenset({_kind(type(plain_scalar(value)))})
    if value.declared.annotation is UNKNOWN:
        return _ANYTHING
    classes = [type_class(each) for each in choices(value.declared.annotation)]
    return _ANYTHING if None in classes else frozenset(_kind(each) for each in classes if each) - {""}


def _kind(data_type: type[Any]) -> str:
    if issubclass(data_type, str):
        return _TEXT
    return _NUMBER if issubclass(data_type, numbers.Real) or _is_boolean(data_type) else ""


def _is_boolean(data_type: type[Any]) -> bool:
    return data_type is bool or (data_type.__module__, data_type.__name__) in {("numpy", "bool"), ("numpy", "bool_")}


def _a(kinds: frozenset[str]) -> str:
    return " or ".join(sorted(kinds))


def _named(output: object) -> str:
    assert isinstance(output, StepOutput)  # nothing else has comparisons
    return f"output {output.declared.name!r} of step {output.call.name!r}"


def _described(value: object) -> str:
    return repr(value) if value is None or isinstance(value, bool) else f"a {type(value).__qualname__}"
