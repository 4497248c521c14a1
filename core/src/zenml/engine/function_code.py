"""Say what one function's own code is, and which names it uses."""

from __future__ import annotations

import ast
import copy
from functools import lru_cache
from types import CodeType
from typing import NamedTuple

from zenml.engine.definitions import Function, function_definition, nested_codes
from zenml.engine.syntax import Syntax, syntax_of


class Decorator(NamedTuple):
    """Hold a decorator: the dotted name that it begins with, ``""`` if it is another expression, and its source."""

    name: str
    syntax: Syntax


class FunctionCode(NamedTuple):
    """Hold what a function does, without its decorators, and beside it the decorators."""

    syntax: Syntax
    decorators: tuple[Decorator, ...] = ()


def function_code(code: CodeType) -> FunctionCode:
    """Return the code of a function as its source says, or as its byte code says where there is no source."""
    definition = function_definition(code)
    return _from_source(definition, code) if definition else FunctionCode(_from_byte_code(code))


# Code without its definition is no key: that of two functions is equal when only their annotations differ.
@lru_cache(maxsize=4096)
def _from_source(definition: Function, code: CodeType) -> FunctionCode:
    undecorated = copy.copy(definition)
    undecorated.decorator_list = []
    whole = syntax_of(undecorated)
    # A name in the body may be local; the compiler knows which are not. Those in the header are evaluated outside.
    outer = _outer_names(code) | syntax_of(*_header(definition)).names
    syntax = Syntax(whole.text, whole.names & outer, whole.attributes, whole.imports)
    return FunctionCode(syntax, tuple(map(_decorator, definition.decorator_list)))


def _header(definition: Function) -> list[ast.AST]:
    return [definition.args, *([definition.returns] if definition.returns else [])]


def _decorator(node: ast.expr) -> Decorator:
    root = node.func if isinstance(node, ast.Call) else node
    return Decorator(ast.unparse(root) if isinstance(root, (ast.Name, ast.Attribute)) else "", syntax_of(node))


def _from_byte_code(code: CodeType) -> Syntax:
    """Take byte code for source: what differs in it differs in what it does, in one version of Python."""
    names = _outer_names(code)
    return Syntax(text=_byte_code_text(code), names=names, attributes=names, imports=())


def _outer_names(code: CodeType) -> frozenset[str]:
    return frozenset(name for inner in nested_codes(code) for name in inner.co_names)


def _byte_code_text(code: CodeType) -> str:
    constants = ",".join(map(_constant_text, code.co_consts))
    exceptions = getattr(code, "co_exceptiontable", b"")
    names = (code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars)
    return f"{code.co_name}({code.co_flags},{names},{code.co_code.hex()},{exceptions.hex()},[{constants}])"


def _constant_text(constant: object) -> str:
    if isinstance(constant, CodeType):
        return _byte_code_text(constant)
    if isinstance(constant, frozenset):
        # The order of a set is that of its hashes, which every process seeds anew.
        return f"{{{','.join(sorted(map(_constant_text, constant)))}}}"
    if isinstance(constant, tuple):
        return f"({','.join(map(_constant_text, constant))})"
    return f"{type(constant).__name__}:{constant!r}"
