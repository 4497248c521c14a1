"""Write the page of the component types: what a class implements, and which flavors come with this checkout."""

from __future__ import annotations

import importlib
import inspect

from tooling.reference.markdown import code, page, plain, table
from tooling.reference.members import member_table, public_members

from zenml.cli.output import as_text
from zenml.components import RESERVED_FIELDS, StackComponent
from zenml.enums import REQUIRED_COMPONENT_TYPES, FlavorStatus, StackComponentType
from zenml.flavors.registry import catalogue
from zenml.flavors.rows import Row
from zenml.stack.classes import FieldDescription, component_class, flavor_fields

TITLE = "Component types and flavors"
SUMMARY = "the ten types, what their classes implement, and the configuration of each flavor that ships"


def text() -> str:
    reserved = ", ".join(map(code, sorted(RESERVED_FIELDS)))
    return page(
        TITLE,
        f"Every stack has {_sentence(REQUIRED_COMPONENT_TYPES)}; the other types are optional.",
        f"No field may be called {reserved}: the command line uses these names itself. `name` and `uuid` are every\n"
        "component's.",
        *map(_component_type, StackComponentType),
    )


def _sentence(kinds: tuple[StackComponentType, ...]) -> str:
    *first, last = [f"one {kind.words}" for kind in kinds]
    return f"{', '.join(first)} and {last}"


def _component_type(kind: StackComponentType) -> str:
    base = _base_class(kind)
    rows = [row for row in catalogue().flavors(kind) if row.status is FlavorStatus.OK]
    return "\n\n".join(
        [
            f"## {kind.words.capitalize()}",
            _names(kind, base),
            member_table("to implement", base, _abstract_methods(base)),
            *_further_members(base),
            *(_flavor(kind, row) for row in rows),
            *([] if rows else ["No flavor of this type ships yet."]),
        ]
    )


def _names(kind: StackComponentType, base: type[StackComponent]) -> str:
    named = {
        "Base class": f"{base.__module__}.{base.__name__}",
        "hook": f"zenml_{kind.plural}",
        "command": f"zenml {kind.command_name}",
    }
    return "; ".join(f"{what} {code(name)}" for what, name in named.items()) + "."


def _base_class(kind: StackComponentType) -> type[StackComponent]:
    module = importlib.import_module(f"zenml.{kind.plural}")
    (base,) = (
        found
        for found in vars(module).values()
        if inspect.isclass(found) and issubclass(found, StackComponent) and found.__module__ == module.__name__
    )
    return base


def _abstract_methods(base: type[StackComponent]) -> list[str]:
    """Return them in the order of the class, not of a set."""
    return [name for name in vars(base) if name in base.__abstractmethods__]


def _further_members(base: type[StackComponent]) -> list[str]:
    """Return a table of what a class may leave as it is; what all components have stands on the page of the classes."""
    names = [name for name in public_members(base) if name not in base.__abstractmethods__]
    return [member_table("may be overridden", base, names)] if names else []


def _flavor(kind: StackComponentType, row: Row) -> str:
    fields = flavor_fields(component_class(kind, row.name))
    head = f"### `{row.name}`\n\n{row.summary}. From {code(row.distribution)}, class {code(row.implementation)}."
    configuration = table(
        ["field", "type", "default", "meaning"],
        [[code(field.name), code(field.type), _default(field), plain(field.facts)] for field in fields],
    )
    return f"{head}\n\n{configuration or 'It has no configuration.'}"


def _default(field: FieldDescription) -> str:
    if field.is_required:
        return "(required)"
    if field.is_computed:
        return "(computed)"
    return "" if field.default is None else code(as_text(field.default))
