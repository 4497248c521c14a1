"""Find the source of code that is loaded, and only source that really is that code."""

from __future__ import annotations

import ast
import linecache
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from types import CodeType
from typing import NamedTuple

Function = ast.FunctionDef | ast.AsyncFunctionDef
_Key = tuple[str, int]


class ParsedFile(NamedTuple):
    """Hold a source file: its statements, its functions by name and first line, what these compile to, its imports."""

    statements: Sequence[ast.stmt]
    functions: dict[_Key, Function]
    codes: dict[_Key, CodeType]
    imports: Sequence[ast.ImportFrom]


def parsed_file(filename: str) -> ParsedFile | None:
    """Return a file as it stands on disk or in the history of a notebook; ``None`` if it cannot be parsed."""
    linecache.checkcache(filename)
    text = "".join(linecache.getlines(filename))
    return _parse(text, filename) if text else None


def function_definition(code: CodeType) -> Function | None:
    """Return the statement that defined a function.

    ``None`` when there is none to be found: for a lambda, for generated code, at a prompt, and when the
    file was edited after it was imported, so that it no longer says what runs.
    """
    file = parsed_file(code.co_filename)
    key = (code.co_name, code.co_firstlineno)
    if file is None or file.codes.get(key) != code:
        return None
    return file.functions.get(key)


def class_definition(filename: str, qualname: str) -> ast.ClassDef | None:
    """Return the statement that defined a class at the top of a file or in another class."""
    file = parsed_file(filename)
    statements: Sequence[ast.stmt] = file.statements if file else ()
    found = None
    for name in qualname.split("."):
        classes = (node for node in statements if isinstance(node, ast.ClassDef) and node.name == name)
        found = next(classes, None)
        statements = found.body if found else ()
    return found


def bindings(filename: str, name: str) -> list[ast.stmt]:
    """Return the statements at the top of a file that assign to ``name``."""
    file = parsed_file(filename)
    return [node for node in (file.statements if file else ()) if name in _assigned_names(node)]


class Origin(NamedTuple):
    """Name what a ``from`` import may have bound; ``level`` counts the leading dots of the module."""

    module: str
    level: int
    name: str


def origins(filename: str, name: str) -> list[Origin]:
    """Return what ``name`` may be in a file that imports it, also by ``import *``."""
    file = parsed_file(filename)
    return [
        Origin(node.module or "", node.level, name if alias.name == "*" else alias.name)
        for node in (file.imports if file else ())
        for alias in node.names
        if name == (alias.asname or alias.name) or alias.name == "*"
    ]


@lru_cache(maxsize=512)
def _parse(text: str, filename: str) -> ParsedFile | None:
    try:
        tree = ast.parse(text)
        code = compile(text, filename, "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return None
    nodes = list(ast.walk(tree))
    functions = [node for node in nodes if isinstance(node, Function)]
    return ParsedFile(
        statements=tree.body,
        functions={(node.name, _first_line(node)): node for node in functions},
        codes={(inner.co_name, inner.co_firstlineno): inner for inner in nested_codes(code)},
        imports=[node for node in nodes if isinstance(node, ast.ImportFrom)],
    )


def nested_codes(code: CodeType) -> Iterator[CodeType]:
    """Yield a code object and all that it contains."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from nested_codes(constant)


def _first_line(node: Function) -> int:
    """Return the line that the compiler takes for the first: that of the first decorator."""
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])


def _assigned_names(statement: ast.stmt) -> set[str]:
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return set()
    targets: Iterable[ast.AST] = ast.walk(statement)
    return {node.id for node in targets if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
