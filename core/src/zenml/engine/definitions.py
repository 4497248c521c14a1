"""Find the source of code that is loaded, and only source that really is that code."""

from __future__ import annotations

import ast
import linecache
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import CodeType
from typing import NamedTuple, TypeVar

Function = ast.FunctionDef | ast.AsyncFunctionDef
_Key = tuple[str, int]
_T = TypeVar("_T")
_ANY = "*"


class Origin(NamedTuple):
    """Name what a ``from`` import may have bound; ``level`` counts the leading dots of the module."""

    module: str
    level: int
    name: str


class ParsedFile(NamedTuple):
    """Hold a source file: its statements, its functions by name and first line, and what these compile to."""

    statements: Sequence[ast.stmt]
    functions: dict[_Key, Function]
    codes: dict[_Key, CodeType]
    assignments: Mapping[str, Sequence[ast.stmt]]
    """The statements at its top that assign to a name."""
    imports: Mapping[str, Sequence[Origin]]
    """What its ``from`` imports bind to a name; under ``*`` stand those that bind whatever there is."""

    def origins_of(self, name: str) -> list[Origin]:
        """Return what a name may be that the file imports."""
        stars = (origin._replace(name=name) for origin in self.imports.get(_ANY, ()))
        return [*self.imports.get(name, ()), *stars]


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
        assignments=_by_name((name, node) for node in tree.body for name in _assigned_names(node)),
        imports=_by_name(found for node in nodes if isinstance(node, ast.ImportFrom) for found in _origins(node)),
    )


def _origins(node: ast.ImportFrom) -> Iterator[tuple[str, Origin]]:
    for alias in node.names:
        yield alias.asname or alias.name, Origin(node.module or "", node.level, alias.name)


def _by_name(pairs: Iterable[tuple[str, _T]]) -> dict[str, list[_T]]:
    found: dict[str, list[_T]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


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
