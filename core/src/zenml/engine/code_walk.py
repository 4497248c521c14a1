"""Follow a piece of code through the project that it is part of."""

from __future__ import annotations

import ast
import copy
import functools
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import NamedTuple

from zenml.engine.canonical import NotPlainError, canonical
from zenml.engine.definitions import Function, ParsedFile, class_definition, parsed_file
from zenml.engine.function_code import function_code
from zenml.engine.object_content import content_digest
from zenml.engine.object_parts import (
    MANY_VALUES,
    address,
    attributes,
    bound_values,
    class_members,
    held_values,
    value_text,
)
from zenml.engine.project import Project
from zenml.engine.syntax import Import, Syntax, syntax_of


class _Global(NamedTuple):
    """Say under which name in which module a value was found."""

    module: str
    name: str


class _Found(NamedTuple):
    """Hold a value that waits to be described."""

    label: str
    value: object
    home: _Global | None
    is_stated: bool
    """Whether source that is described as well says how this value came about."""


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
        return self.description.startswith("#") and " " not in self.description


class CodeWalk:
    """Describe values line by line; each object that is reached is described once, however often it is used.

    The lines are the same in every process: they hold no address in memory, no path and no name under which
    the main script happens to be loaded.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._queue: deque[_Found] = deque()
        self._is_stated = False
        self._numbers: dict[object, int] = {}
        self._kept: list[object] = []

    def start(self, label: str, value: Callable[..., object]) -> None:
        """Note the function or class to begin with; what a function took from around it, nothing states."""
        self._is_stated = "<locals>" not in value.__qualname__ and bool(_file_of(sys.modules.get(value.__module__)))
        self.follow(label, value)

    def follow(self, label: str, value: object, home: _Global | None = None) -> None:
        """Note a value to be described; ``home`` is where it stands if that is at the top of a module."""
        is_stated = bool(_file_of(sys.modules.get(home.module))) if home else self._is_stated
        self._queue.append(_Found(label, value, home, is_stated))

    def lines(self) -> Iterator[Line]:
        """Describe all that was noted, and what that leads to."""
        # A queue and no recursion: chains of functions may be longer than Python's stack is deep.
        while self._queue:
            found = self._queue.popleft()
            self._is_stated = found.is_stated
            yield Line(found.label, self._describe(found.label, found.value, found.home))

    def _describe(self, label: str, value: object, home: _Global | None) -> str:
        try:
            return canonical(value, MANY_VALUES)
        except NotPlainError:
            text = value_text(value)
        if text is not None:
            return text
        is_new, number = self._number(id(value))
        if is_new:
            self._kept.append(value)  # an id is unique only while its object lives
        text = self._object(label, value) if is_new else f"#{number}"
        # Containers and instances are more than what can be seen in them; ZenML's own, such as steps, are not.
        statements = "" if home is None or _is_zenml(type(value).__module__) else self._statements(home)
        return f"{text} {statements}" if statements else text

    def _number(self, key: object) -> tuple[bool, int]:
        is_new = key not in self._numbers
        return is_new, self._numbers.setdefault(key, len(self._numbers))

    def _object(self, label: str, value: object) -> str:
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
            return self._instance(label, value)
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
        definition = class_definition(_file_of(module), found.__qualname__)
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

    def _instance(self, label: str, value: object) -> str:
        kind = type(value)
        own = attributes(value)
        if "__wrapped__" in own:
            self.follow(f"{label}.__wrapped__", own["__wrapped__"])
        elif _is_zenml(kind.__module__):
            self.follow(f"{label}.entrypoint", getattr(value, "entrypoint", None))
        elif self._project.owns_module(kind.__module__):
            self._follow_all(label, {"type": kind, **own})
            return "instance"
        elif not self._is_stated and not isinstance(value, BuiltinFunctionType):
            return f"{address(value)} {content_digest(value, lambda code: self._take_over(label, code))}"
        return address(value)

    def _take_over(self, label: str, code: object) -> bool:
        """Note a function or class of the project to be described, and say whether it is one."""
        is_ours = self._project.owns_module(str(getattr(code, "__module__", "")))
        if is_ours:
            self.follow(label, code)
        return is_ours

    def _statements(self, home: _Global) -> str:
        """Return the statements that assign to a global, in whichever module of the project it was imported from."""
        module = sys.modules.get(home.module)
        is_new, _ = self._number(("statements", *home))
        if module is None or not is_new or not self._project.owns_module(home.module):
            return ""
        file = parsed_file(_file_of(module))
        if file is None:
            return ""
        syntax = syntax_of(*file.assignments.get(home.name, ()))
        self._follow_names(syntax, vars(module))
        elsewhere = (self._statements(origin) for origin in _same_elsewhere(module, file, home.name))
        return " ".join(filter(None, (syntax.text, *elsewhere)))

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


def _same_elsewhere(module: ModuleType, file: ParsedFile, name: str) -> Iterator[_Global]:
    """Yield the globals of other modules that a global may be: those that are the same object."""
    for origin in file.origins_of(name):
        base, *_ = _module_names(Import(origin.module, level=origin.level), module.__package__ or "")
        there = vars(sys.modules[base]) if base in sys.modules else {}
        if origin.name in there and there[origin.name] is vars(module).get(name):
            yield _Global(base, origin.name)


def _file_of(module: ModuleType | None) -> str:
    """Return the file of a module, ``""`` at a prompt and in a notebook."""
    return getattr(module, "__file__", None) or ""


def _is_zenml(module_name: str) -> bool:
    return module_name.partition(".")[0] == "zenml"


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
    return _is_zenml(str(getattr(found, "__module__", "")))
