"""Describe, as plain data, how an argument that holds artifacts among other values is put together.

A template is a dictionary with one entry, which JSON leaves as it is: ``{"link": name}`` stands for an artifact,
``{"value": …}`` for itself, ``{"list": [templates]}`` and ``{"tuple": [templates]}`` for a container of what they
stand for, ``{"dict": [[key, template], …]}`` for a dictionary, whose keys need not be text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from typing import Any, TypeAlias, cast

Template: TypeAlias = Mapping[str, object]

_LINK, _VALUE, _LIST, _TUPLE, _DICT = "link", "value", "list", "tuple", "dict"


def link_to(name: str) -> Template:
    """Return the template of the artifact that is read under this name."""
    return {_LINK: name}


def value_itself(value: object) -> Template:
    """Return the template of a value that survives JSON unchanged."""
    return {_VALUE: value}


def list_of(items: Sequence[Template]) -> Template:
    """Return the template of a list."""
    if all(_VALUE in item for item in items):
        return value_itself([item[_VALUE] for item in items])
    return {_LIST: list(items)}


def tuple_of(items: Sequence[Template]) -> Template:
    """Return the template of a tuple, which JSON alone would turn into a list."""
    return {_TUPLE: list(items)}


def dict_of(items: Mapping[Any, Template]) -> Template:
    """Return the template of a dictionary; its keys are text, numbers, booleans or ``None``."""
    if all(isinstance(key, str) and _VALUE in item for key, item in items.items()):
        return value_itself({key: item[_VALUE] for key, item in items.items()})
    return {_DICT: [[key, item] for key, item in items.items()]}


def put_together(template: Template, artifact: Callable[[str], object]) -> object:
    """Return what a template stands for.

    Args:
        template: as one of the functions above made it, or as JSON brought it back.
        artifact: returns the value that is read under a name; called once for each link.
    """
    ((form, content),) = template.items()
    if form == _LINK:
        return artifact(cast("str", content))
    if form == _VALUE:
        return deepcopy(content)  # the next attempt at the step wants it as it was
    if form == _DICT:
        entries = cast("Sequence[tuple[object, Template]]", content)
        return {key: put_together(item, artifact) for key, item in entries}
    if form not in (_LIST, _TUPLE):
        raise ValueError(f"a template has the unknown form {form!r}")
    items = [put_together(item, artifact) for item in cast("Sequence[Template]", content)]
    return tuple(items) if form == _TUPLE else items
