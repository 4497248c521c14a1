"""Describe what classes offer: signatures, and the first line of what their docstrings say."""

from __future__ import annotations

import dataclasses
import functools
import inspect
from collections.abc import Callable, Iterable

from pydantic import BaseModel
from tooling.reference.markdown import code, prose, table


def member_table(title: str, owner: type, names: Iterable[str], *, typed: bool = False) -> str:
    """Return a table of methods and properties of a class.

    Args:
        title: what stands above the first column.
        owner: the class.
        names: of the members, in the order of the table.
        typed: whether to say of which types they are; a reader who implements one finds these in his editor.
    """
    return table(
        [title, "what it does"],
        [[code(signature(owner, name, typed=typed)), first_line(owner, name)] for name in names],
    )


def public_members(owner: type) -> list[str]:
    """Return the methods and properties that a class itself defines, in its own order; none of pydantic's."""
    members = (property, functools.cached_property, classmethod, staticmethod)
    return [
        name
        for name, found in vars(owner).items()
        if not (name.startswith("_") or hasattr(BaseModel, name))
        and (inspect.isfunction(found) or isinstance(found, members))
    ]


def signature(owner: type, name: str, *, typed: bool) -> str:
    """Return a member as it is written where it is used."""
    found = inspect.getattr_static(owner, name)
    if isinstance(found, property):
        return f"{name}{_returned(found.fget) if typed else ''}"
    of_class = isinstance(found, (classmethod, staticmethod))
    function = found.__func__ if of_class else found
    written = f"{owner.__name__}.{name}" if of_class else name
    return f"{written}{_parameters(function, typed=typed)}{_returned(function) if typed else ''}"


def constructor(owner: type) -> str:
    """Return how a class is called."""
    return f"{owner.__name__}{_parameters(owner.__init__, typed=True)}"  # type: ignore[misc]  # asked of the class itself


def first_line(owner: type, name: str) -> str:
    return prose(inspect.getdoc(inspect.getattr_static(owner, name))).partition("\n\n")[0]


def _parameters(function: Callable[..., object], *, typed: bool) -> str:
    """Return the parameters but the first, which is the instance or the class."""
    _, *parameters = inspect.signature(function).parameters.values()
    return str(inspect.Signature([_shown(parameter, typed=typed) for parameter in parameters]))


def _shown(parameter: inspect.Parameter, *, typed: bool) -> inspect.Parameter:
    empty = inspect.Parameter.empty
    return parameter.replace(
        annotation=_Words(parameter.annotation) if typed and parameter.annotation is not empty else empty,
        default=_default(parameter.default),
    )


def _default(default: object) -> object:
    """Return what is written as a default: for a record of defaults its call, for what is made anew each time `…`."""
    if repr(default) == "<factory>":
        return _Words("…")
    is_record = dataclasses.is_dataclass(default) and not isinstance(default, type)
    return _Words(f"{type(default).__name__}()") if is_record else default


def _returned(function: Callable[..., object] | None) -> str:
    found = inspect.signature(function).return_annotation if function else None
    return "" if found in (None, "None", inspect.Signature.empty) else f" -> {found}"


class _Words:
    """Write a text as it is, without quotes."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text
