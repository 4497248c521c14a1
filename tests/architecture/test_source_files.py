from __future__ import annotations

import ast
import re
from pathlib import Path

from checkout import ROOT, files

MAX_LINES_OF_A_FILE = 300
MAX_LINES_OF_A_FUNCTION = 50
DRAWERS = {"base", "common", "helpers", "misc", "util", "utils"}
# Written in two halves, so that this file does not name what it looks for.
REGISTRY_ADDRESS = re.compile("|".join(["pypi" + r"\.(org|python)", "python" + r"hosted\.org", "index-" + "url"]))


def test_a_file_is_a_noun_of_at_most_300_lines() -> None:
    lengths = {_name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files(".py")}
    assert {name: lines for name, lines in lengths.items() if lines > MAX_LINES_OF_A_FILE} == {}


def test_a_function_has_at_most_50_lines() -> None:
    lengths = {
        f"{_name(path)}:{node.lineno} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path in files(".py")
        for node in ast.walk(_parsed(path))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    }
    assert {name: lines for name, lines in lengths.items() if lines > MAX_LINES_OF_A_FUNCTION} == {}


def test_there_is_no_drawer() -> None:
    assert [_name(path) for path in files(".py") if {path.stem, path.parent.name} & DRAWERS] == []


def test_yaml_is_read_by_documents_alone() -> None:
    importers = {_name(path.parent) for path in _code_of_distributions() if _imported(path) & {"yaml", "ruamel"}}
    assert importers == {"core/src/zenml/documents"}


def test_nothing_unpickles_but_the_materializers_and_the_engine_what_its_own_workers_say() -> None:
    importers = {_name(path.parent) for path in _code_of_distributions() if _imported(path) & {"pickle", "cloudpickle"}}
    assert importers == {"core/src/zenml/engine", "core/src/zenml/materializers"}


def test_no_file_names_a_registry() -> None:
    texts = {_name(path): _text(path) for path in files()}
    assert [name for name, text in texts.items() if REGISTRY_ADDRESS.search(text)] == []


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _code_of_distributions() -> list[Path]:
    return [path for path in files(".py") if "src" in path.parts]


def _imported(path: Path) -> set[str]:
    """Return the top-level names of all modules that a file imports anywhere."""
    names: set[str] = set()
    for node in ast.walk(_parsed(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return {name.partition(".")[0] for name in names}
