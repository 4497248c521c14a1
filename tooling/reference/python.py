"""Write the page of the classes that Python users work with."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator
from types import ModuleType

from pydantic import BaseModel
from tooling.reference.markdown import code, page, prose, table
from tooling.reference.members import constructor, member_table, public_members

TITLE = "Classes in Python"
SUMMARY = "`Repository`, `Stack`, `StackComponent`, and what a component may need"

_MODULES = ("zenml.repository", "zenml.stack", "zenml.daemons")
_RULES = """\
The command line and these classes call the same functions: the same rules hold, and what the one reports, the other
raises ([errors](errors.md)). What the base class of each component type adds stands [with the types](flavors.md)."""
_ARGUMENT = re.compile(r"^ {4}(\w[\w, ]*): (.*(?:\n {8}.*)*)", re.MULTILINE)


def text() -> str:
    return page(TITLE, _RULES, *(_section(module, name) for module, name in _public_names()))


def _public_names() -> Iterator[tuple[ModuleType, str]]:
    for module in map(importlib.import_module, _MODULES):
        for name in module.__all__:
            yield module, name


def _section(module: ModuleType, name: str) -> str:
    described: type = getattr(module, name)
    said, _, arguments = prose(described.__doc__).partition("\n\nArgs:\n")
    return "\n\n".join(
        filter(
            None,
            [
                f"## {name}",
                code(f"from {module.__name__} import {name}"),
                said,
                _fields(described) if issubclass(described, BaseModel) else code(constructor(described)),
                table(
                    ["argument", "meaning"], [[code(word), meaning] for word, meaning in _ARGUMENT.findall(arguments)]
                ),
                *_members(described),
            ],
        )
    )


def _fields(model: type[BaseModel]) -> str:
    rows = [[code(name), field.description or ""] for name, field in model.model_fields.items()]
    return table(["field", "meaning"], rows)


def _members(described: type) -> Iterator[str]:
    """Yield the members of a class and of those of ours that it is made of."""
    for owner in inspect.getmro(described):
        if owner.__module__.startswith("zenml."):
            yield member_table("member", owner, public_members(owner), typed=True)
