"""Reduce source to what it means: comments, layout and quotes are gone, docstrings stay, since code may read them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_MEANINGLESS = frozenset({"ctx", "kind", "type_comment", "type_ignores"})


class Import(NamedTuple):
    """Hold one import statement: ``import module``, or names from it; ``level`` counts the leading dots."""

    module: str
    names: tuple[str, ...] = ()
    level: int = 0


class Syntax(NamedTuple):
    """Hold a piece of source: its canonical text, and what it refers to."""

    text: str
    names: frozenset[str]
    attributes: frozenset[str]
    imports: tuple[Import, ...]


@lru_cache(maxsize=4096)
def syntax_of(*nodes: ast.AST) -> Syntax:
    """Reduce some statements; the text is the same in all versions of Python that parse them alike."""
    below = [child for node in nodes for child in ast.walk(node)]
    parts: list[str] = []
    for node in nodes:
        _write(node, parts)
    return Syntax(
        text="".join(parts),
        names=frozenset(node.id for node in below if isinstance(node, ast.Name)),
        attributes=frozenset(node.attr for node in below if isinstance(node, ast.Attribute)),
        imports=tuple(found for node in below for found in _imports(node)),
    )


def _imports(node: ast.AST) -> Iterator[Import]:
    if isinstance(node, ast.Import):
        yield from (Import(alias.name) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield Import(node.module or "", tuple(alias.name for alias in node.names), node.level)


def _write(value: object, parts: list[str]) -> None:
    if isinstance(value, ast.AST):
        parts.append(f"{type(value).__name__}(")
        for name in value._fields:
            field = getattr(value, name, None)
            # What is empty is left out: newer Pythons add fields, and old source has nothing in them.
            if field is not None and field != [] and name not in _MEANINGLESS:
                parts.append(f"{name}=")
                _write(field, parts)
        parts.append(")")
    elif isinstance(value, list):
        parts.append("[")
        for item in value:
            _write(item, parts)
        parts.append("]")
    else:
        parts.append(f"{type(value).__name__}:{value!r},")
