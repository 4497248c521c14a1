"""Take apart the lists, tuples and dictionaries in which a step is handed outputs of others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from zenml.models.argument_templates import Template, dict_of, link_to, list_of, tuple_of, value_itself
from zenml.pipelines.assignability import is_assignable, type_name
from zenml.pipelines.calls import StepOutput
from zenml.pipelines.element_types import ElementTypes
from zenml.steps.signature import UNKNOWN, Fault

LONGEST_NAME = 255
"""Of what a step reads, in characters: metadata stores keep it."""
_MOST_LEVELS = 50
_SCALARS = (str, int, float, bool, type(None))
_NOTHING = value_itself(None)


def holds_outputs(value: object) -> bool:
    """Say whether an output of a step stands anywhere in a container."""
    waiting, seen = [value], set[int]()
    while waiting:
        each = waiting.pop()
        if isinstance(each, StepOutput):
            return True
        if isinstance(each, (list, tuple, set, frozenset, dict)) and id(each) not in seen:
            seen.add(id(each))
            waiting += each.values() if isinstance(each, dict) else each
    return False


class TakenApart:
    """Hold a container as a template and the outputs that belong in it, each under the name of its place.

    The places are written as in Python: ``models[0]``, ``extra['left']``.
    """

    def __init__(self, argument: str, value: object, annotation: Any) -> None:
        self.outputs: dict[str, StepOutput] = {}
        self.expected: dict[str, Any] = {}
        """What each place is annotated with."""
        self.faults: list[Fault] = []
        self.template = self._template(argument, value, annotation, _MOST_LEVELS)

    def _template(self, place: str, value: object, annotation: Any, levels: int) -> Template:
        if isinstance(value, StepOutput):
            return self._link(place, value, annotation)
        if type(value) in _SCALARS:
            return self._scalar(place, value, annotation)
        if levels == 0:
            return self._refuse(place, f"is nested deeper than {_MOST_LEVELS} levels", "pass less in one argument")
        if isinstance(value, (list, tuple)) and type(value) in (list, tuple):
            return self._sequence(place, value, annotation, levels - 1)
        if isinstance(value, dict) and type(value) is dict:
            return self._dict(place, value, annotation, levels - 1)
        return self._refuse_type(place, value)

    def _link(self, place: str, output: StepOutput, annotation: Any) -> Template:
        if len(place) > LONGEST_NAME:
            return self._refuse(place[:60] + "…", f"has more than {LONGEST_NAME} characters", "use shorter keys")
        self.outputs[place] = output
        self.expected[place] = annotation
        return link_to(place)

    def _scalar(self, place: str, value: object, annotation: Any) -> Template:
        if annotation is not UNKNOWN and not is_assignable(type(value), annotation):
            problem = f"expects {type_name(annotation)}, but gets {value!r}"
            self.faults.append(Fault(problem, "change the value or the annotation", place))
        return value_itself(value)

    def _sequence(self, place: str, items: list[Any] | tuple[Any, ...], annotation: Any, levels: int) -> Template:
        kind = type(items)
        types = self._types(place, kind, annotation, len(items))
        parts = [self._template(f"{place}[{n}]", item, types.at(n), levels) for n, item in enumerate(items)]
        return list_of(parts) if kind is list else tuple_of(parts)

    def _dict(self, place: str, items: Mapping[Any, Any], annotation: Any, levels: int) -> Template:
        types = self._types(place, dict, annotation, len(items))
        self._check_keys(place, items, types)
        return dict_of(
            {key: self._template(f"{place}[{key!r}]", item, types.of_values, levels) for key, item in items.items()}
        )

    def _types(self, place: str, kind: type, annotation: Any, size: int) -> ElementTypes:
        types = ElementTypes.of(kind, annotation, size)
        if types is None:
            problem = f"expects {type_name(annotation)}, but gets a {kind.__name__} of {size}"
            self.faults.append(Fault(problem, "change the value or the annotation", place))
        return types or ElementTypes()

    def _check_keys(self, place: str, keys: Iterable[object], types: ElementTypes) -> None:
        for key in keys:
            if type(key) not in _SCALARS:
                remedy = "use text or numbers as keys"
                self._refuse(place, f"has a {type(key).__qualname__} as a key, which JSON does not keep", remedy)
            elif types.of_keys is not UNKNOWN and not is_assignable(type(key), types.of_keys):
                problem = f"expects {type_name(types.of_keys)} as keys, but one is {key!r}"
                self.faults.append(Fault(problem, "change the key or the annotation", place))

    def _refuse_type(self, place: str, value: object) -> Template:
        kind = type(value).__qualname__
        if holds_outputs(value):
            return self._refuse(place, f"holds outputs of steps in a {kind}", "pass them in a list, tuple or dict")
        problem = f"is a {kind} beside outputs of steps, which JSON does not keep as it is"
        return self._refuse(place, problem, "pass it as an argument of its own, or let a step produce it")

    def _refuse(self, place: str, problem: str, remedy: str) -> Template:
        self.faults.append(Fault(problem, remedy, place))
        return _NOTHING
