"""Say whether a value of one annotated type may arrive where another is annotated.

As a type checker would, with two differences: containers are covariant, as nobody appends to an artifact,
and what cannot be known here (protocols, type variables, missing type arguments) is let through.
"""

from __future__ import annotations

import numbers
from functools import lru_cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, is_typeddict

_TOWER = {int: numbers.Integral, float: numbers.Real, complex: numbers.Complex}
"""PEP 484's numeric tower, in the classes that numpy's scalars are registered with as well."""


def is_assignable(source: Any, target: Any) -> bool:
    """Say whether a ``source`` may be passed where a ``target`` is expected; both are annotations."""
    try:
        return _cached(source, target)
    except TypeError:  # an annotation that cannot be hashed
        return _is_assignable(source, target)


def type_name(annotation: Any) -> str:
    """Return an annotation as its author would write it."""
    bare = _bare(annotation)
    if isinstance(bare, type) and not get_args(bare):
        return "None" if bare is NoneType else bare.__qualname__
    return str(bare).replace("typing.", "")


def type_class(annotation: Any) -> type | None:
    """Return the class of the values, ``None`` where the annotation allows several or does not say."""
    bare = _bare(annotation)
    found = get_origin(bare) or bare
    return found if isinstance(found, type) and found not in (Any, object, UnionType) else None


def choices(annotation: Any) -> tuple[Any, ...]:
    """Return the members of a union and the types of a literal's values, else the annotation alone."""
    bare = _bare(annotation)
    origin = get_origin(bare)
    if origin in (Union, UnionType):
        return tuple(choice for member in get_args(bare) for choice in choices(member))
    if origin is Literal:
        return tuple({type(value) for value in get_args(bare)})
    return (bare,)


def class_fits(source: type | None, target: type | None) -> bool:
    """Say whether values of one class may stand where another is expected; ``None`` is a class that is not known."""
    if source is None or target is None or getattr(target, "_is_protocol", False):
        return True
    return issubclass(source, target) or issubclass(source, _TOWER.get(target, target))


def _is_assignable(source: Any, target: Any) -> bool:
    others = choices(target)
    return all(any(_fits(one, other) for other in others) for one in choices(source))


def _fits(source: Any, target: Any) -> bool:
    """Compare two annotations of which neither allows several types."""
    return class_fits(type_class(source), type_class(target)) and _arguments_fit(source, target)


_cached = lru_cache(maxsize=4096)(_is_assignable)


def _bare(annotation: Any) -> Any:
    """Take off what says nothing about the values: ``Annotated``, ``NewType``, the names of aliases."""
    if annotation is None:
        return NoneType
    if is_typeddict(annotation):
        return dict
    origin = get_origin(annotation)
    if origin is Annotated:
        return _bare(annotation.__origin__)
    if hasattr(origin, "__value__"):  # a generic alias made by Python 3.12's type statement, like numpy's NDArray
        return _bare(origin.__value__[get_args(annotation)])
    for inner in ("__supertype__", "__value__"):
        if not isinstance(annotation, type) and hasattr(annotation, inner):
            return _bare(getattr(annotation, inner))
    return annotation


def _arguments_fit(source: Any, target: Any) -> bool:
    given, expected = get_args(source), get_args(target)
    if not given or not expected:
        return True
    if get_origin(source) is tuple:
        return _elements_fit(given, expected, is_tuple=get_origin(target) is tuple)
    return len(given) != len(expected) or all(map(is_assignable, given, expected))


def _elements_fit(given: tuple[Any, ...], expected: tuple[Any, ...], *, is_tuple: bool) -> bool:
    """Compare the elements of a tuple with those of another one, or with the one type of a sequence."""
    if is_tuple and Ellipsis not in given and Ellipsis not in expected:
        return len(given) == len(expected) and all(map(is_assignable, given, expected))
    some = [element for element in given if element is not Ellipsis]
    others = [element for element in expected if element is not Ellipsis]
    return all(is_assignable(one, other) for one in some for other in others)
