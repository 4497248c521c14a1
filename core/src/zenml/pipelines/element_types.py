"""Say which types an annotation wants inside of a container."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from zenml.pipelines.assignability import choices, class_fits, type_class
from zenml.steps.signature import UNKNOWN


@dataclass(frozen=True)
class ElementTypes:
    """Hold the annotations of a container's elements; ``UNKNOWN`` where anything may stand."""

    of_values: Any = UNKNOWN
    of_keys: Any = UNKNOWN
    in_order: tuple[Any, ...] = ()
    """One for each element of a tuple whose annotation names each."""

    def at(self, index: int) -> Any:
        """Return what the element at a place is annotated with."""
        return self.in_order[index] if self.in_order else self.of_values

    @classmethod
    def of(cls, container: type, annotation: Any, size: int) -> ElementTypes | None:
        """Return what an annotation wants in a list, tuple or dict of this size, ``None`` if it wants another thing."""
        if annotation is UNKNOWN:
            return cls()
        fitting = [each for each in choices(annotation) if class_fits(container, type_class(each))]
        if len(fitting) != 1:
            return cls() if fitting else None
        return cls._of_arguments(fitting[0], get_args(fitting[0]), size)

    @classmethod
    def _of_arguments(cls, annotation: Any, arguments: Sequence[Any], size: int) -> ElementTypes | None:
        if get_origin(annotation) is tuple and Ellipsis not in arguments:
            return cls(in_order=tuple(arguments)) if len(arguments) == size else None
        elements = [each for each in arguments if each is not Ellipsis]
        if len(elements) == 2:
            return cls(of_keys=elements[0], of_values=elements[1])
        return cls(of_values=elements[0]) if len(elements) == 1 else cls()


def items_type(annotation: Any) -> Any:
    """Return the annotation of a sequence of such things."""
    return UNKNOWN if annotation is UNKNOWN else Sequence[annotation]


def list_type(annotation: Any) -> Any:
    """Return the annotation of a list of such things."""
    return UNKNOWN if annotation is UNKNOWN else list[annotation]
