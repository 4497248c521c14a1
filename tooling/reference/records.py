"""Describe the fields of a record: their names, types and defaults, and the text that stands below each."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import textwrap
from collections.abc import Iterator
from itertools import pairwise

from tooling.reference.markdown import code, prose, table


def field_table(record: type) -> str:
    """Return a table of a dataclass; a field whose name says everything has no text."""
    meanings = _meanings(record)
    return table(
        ["field", "type", "default", "meaning"],
        [
            [code(field.name), code(str(field.type)), _default(field), meanings.get(field.name, "")]
            for field in dataclasses.fields(record)
        ],
    )


def _default(field: dataclasses.Field[object]) -> str:
    if field.default is not dataclasses.MISSING:
        return code(repr(field.default))
    return "(required)" if field.default_factory is dataclasses.MISSING else "(empty)"


def _meanings(record: type) -> dict[str, str]:
    """Return the string below each field, which Python itself does not keep."""
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(record))).body
    assert isinstance(definition, ast.ClassDef)
    return dict(_texts(definition.body))


def _texts(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    for field, text in pairwise(body):
        match field, text:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(meaning))):
                yield name, prose(meaning)
