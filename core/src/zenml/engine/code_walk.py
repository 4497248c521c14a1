"""Follow a piece of code through the project that it is part of."""

from __future__ import annotations

import ast
import copy
import functools
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import FunctionType, ModuleType
from typing import NamedTuple

from zenml.engine.canonical import NotPlainError, canonical
from zenml.engine.definitions import Function, bindings, class_definition, parsed_file
from zenml.engine.function_code import function_code
from zenml.engine.object_parts import MANY_VALUES, address, attributes, bound_values, class_members, held_values
from zenml.engine.project import Project
from zenml.engine.syntax import Import, Syntax, syntax_of


class _Global(NamedTuple):
    """Say under which name in which module a value was found."""

    module: str
    name: str


class _ModuleUse(NamedTuple):
    """Stand for a module of which some attributes are used."""

    module: ModuleType
    attributes: frozenset[str]


class _SourceFile(NamedTuple):
    """Stand for a module that a function imports when it runs, so that it may not be loaded yet."""

    module: str
    path: Path


class Line(NamedTuple):
    """Describe one value under the name by which it was reached."""

    label: str
    description: str

    @property
    def is_repetition(self) -> bool:
        """Say whether this only says which earlier line describes the same."""
        return self.description.startswith("#")


class CodeWalk:
    """Describe values line by line; each object that is reached is described once, however often it is used.

    The lines are the same in every process: they hold no address in memory, no path and no name under which
    the main script happens to be loaded.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._queue: deque[tuple[str, object, _Global | None]] = deque()
        self._numbers: dict[object, int] = {}
        self._kept: list[object] = []

    def follow(self, label: str, value: object, home: _Global | None = None) -> None:
        """Note a value to be described; ``home`` is where it stands if that is at the top of a module."""
        self._queue.append((label, value, home))

    def lines(self) -> Iterator[Line]:
        """Describe all that was noted, and what that leads to."""
        # A queue and no recursion: chains of functions may be longer than Python's stack is deep.
        while self._queue:
            label, value, home = self._queue.popleft()
            yield Line(label, self._describe(label, value, home))

    def _describe(self, label: str, value: object, home: _Global | None) -> str:
        try:
            return canonical(value, MANY_VALUES)
        except NotPlainError:
            is_new, number = self._number(id(value))
        if not is_new:
            return f"#{number}"
        self._kept.append(value)  # an id is unique only while its object lives
        return self._object(label, value, home)

    def _number(self, key: object) -> tuple[bool, int]:
        is_new = key not in self._numbers
        return is_new, self._numbers.setdefault(key, len(self._numbers))

    def _object(self, label: str, value: object, home: _Global | None) -> str:
        if isinstance(value, FunctionType):
            return self._function(label, value)
        if isinstance(value, type):
            return self._class(label, value)
        if isinstance(value, _ModuleUse):
            return self._module(label, value)
        if isinstance(value, _SourceFile):
            return self._file(value)
        parts = held_values(value)
        if parts is None:
            return self._instance(label, value, home)
        self._follow_all(label, parts)
        return type(value).__name__

    def _function(self, label: str, function: FunctionType) -> str:
        module = str(function.__globals__.get("__name__"))
        is_ours = self._project.owns_module(module)
        if is_ours or "__wrapped__" in vars(function):
            self._follow_all(label, bound_values(function))
        return self._own_function(function) if is_ours else f"function {module}:{function.__qualname__}"

    def _own_function(self, function: FunctionType) -> str:
        code = function_code(function.__code__)
        kept = [found.syntax for found in code.decorators if not _is_of_zenml(found.name, function.__globals__)]
        for syntax in (code.syntax, *kept):
            self._follow_names(syntax, function.__globals__)
        self._follow_imports(code.syntax.imports, function.__globals__.get("__package__") or "")
        return " ".join([code.syntax.text, *(syntax.text for syntax in kept)])

    def _class(self, label: str, found: type) -> str:
        if not self._project.owns_module(found.__module__):
            return f"class {found.__module__}:{found.__qualname__}"
        module = sys.modules.get(found.__module__)
        definition = class_definition(getattr(module, "__file__", None) or "", found.__qualname__)
        self._follow_all(label, class_members(found, has_source=definition is not None))
        self._follow_all(label, {f"base {number}": base for number, base in enumerate(found.__bases__)})
        if definition is None:
            return f"class {found.__qualname__}"
        # The methods are members: what is loaded counts for them.
        syntax = syntax_of(_without_methods(definition))
        self._follow_names(syntax, vars(module) if module else {})
        return syntax.text

    def _module(self, label: str, use: _ModuleUse) -> str:
        name = use.module.__name__
        if not self._project.owns_module(name):
            return f"module {name}"
        scope = vars(use.module)
        for attribute in sorted(use.attributes & scope.keys()):
            is_new, _ = self._number((name, attribute))
            if is_new:
                self._follow_global(f"{label}.{attribute}", _Global(name, attribute), scope, use.attributes)
        return "module"

    def _file(self, file: _SourceFile) -> str:
        parsed = parsed_file(str(file.path))
        if parsed is None:
            return "no source"
        syntax = syntax_of(*parsed.statements)
        is_package = file.path.name == "__init__.py"
        self._follow_imports(syntax.imports, file.module if is_package else file.module.rpartition(".")[0])
        return syntax.text

    def _instance(self, label: str, value: object, home: _Global | None) -> str:
        kind = type(value)
        own = attributes(value)
        if "__wrapped__" in own:
            self.follow(f"{label}.__wrapped__", own["__wrapped__"])
        elif kind.__module__.startswith("zenml."):
            self.follow(f"{label}.entrypoint", getattr(value, "entrypoint", None))
        elif self._project.owns_module(kind.__module__):
            self._follow_all(label, {"type": kind, **own})
            return "instance"
        return f"{address(value)} {self._assignments(home) if home else ''}"

    def _assignments(self, home: _Global) -> str:
        module = sys.modules.get(home.module)
        statements = bindings(getattr(module, "__file__", None) or "", home.name)
        syntax = syntax_of(*statements)
        self._follow_names(syntax, vars(module) if module else {})
        return syntax.text

    def _follow_all(self, label: str, values: Mapping[str, object]) -> None:
        for name, value in values.items():
            self.follow(f"{label}.{name}", value)

    def _follow_names(self, syntax: Syntax, scope: Mapping[str, object]) -> None:
        module = str(scope.get("__name__"))
        for name in sorted(syntax.names & scope.keys()):
            if not name.startswith("__"):
                self._follow_global(name, _Global(module, name), scope, syntax.attributes)

    def _follow_global(
        self, label: str, home: _Global, scope: Mapping[str, object], attributes: frozenset[str]
    ) -> None:
        value = scope[home.name]
        self.follow(label, _ModuleUse(value, attributes) if isinstance(value, ModuleType) else value, home)

    def _follow_imports(self, imports: Iterable[Import], package: str) -> None:
        for name in dict.fromkeys(name for found in imports for name in _module_names(found, package)):
            path = self._project.file_of(name)
            if path and self._number(path)[0]:
                self.follow(name, _SourceFile(name, path))


def _module_names(found: Import, package: str) -> list[str]:
    """Return the modules that an import may load: ``from a import b`` names ``a`` and perhaps ``a.b``."""
    parents = package.split(".")[: len(package.split(".")) - found.level + 1] if found.level else []
    base = ".".join([*parents, *([found.module] if found.module else [])])
    return [base, *(f"{base}.{name}" for name in found.names)]


@functools.lru_cache(maxsize=1024)
def _without_methods(definition: ast.ClassDef) -> ast.ClassDef:
    statement = copy.copy(definition)
    statement.body = [node for node in statement.body if not isinstance(node, Function)]
    return statement


def _is_of_zenml(dotted_name: str, scope: Mapping[str, object]) -> bool:
    """Say whether a decorator is one of ZenML's own, whose settings are no part of what the function does."""
    first, *rest = dotted_name.split(".")
    found = functools.reduce(lambda value, name: getattr(value, name, None), rest, scope.get(first))
    return str(getattr(found, "__module__", "")).partition(".")[0] == "zenml"
