from __future__ import annotations

import ast
import importlib
from pathlib import Path
from typing import cast

import pytest
from checkout import PLUGINS, Distribution

from zenml.components import StackComponent
from zenml.enums import StackComponentType
from zenml.flavors import Flavor
from zenml.sources import load

MAX_LINES_OF_THE_PLUGIN_MODULE = 60

EVERY_PLUGIN = pytest.mark.parametrize("plugin", PLUGINS, ids=str)


@EVERY_PLUGIN
def test_it_has_exactly_one_entry_point(plugin: Distribution) -> None:
    package = plugin.package.name
    flavor_group = {"zenml.flavors": {package.removeprefix("zenml_"): f"{package}.plugin"}}
    assert plugin.project["entry-points"] == flavor_group
    assert plugin.project["name"] == package.replace("_", "-")


@EVERY_PLUGIN
def test_it_has_a_readme_with_an_example_and_a_table_of_its_configuration(plugin: Distribution) -> None:
    readme = (plugin.folder / "README.md").read_text(encoding="utf-8")
    assert readme.startswith(f"# {plugin.project['name']}\n")
    assert "```" in readme
    assert "\n| --- |" in readme or "\n|---|" in readme


@EVERY_PLUGIN
def test_its_readme_names_every_field_of_its_flavors(plugin: Distribution) -> None:
    readme = (plugin.folder / "README.md").read_text(encoding="utf-8")
    fields = {field for found in _classes(plugin) for field in found.model_fields} - StackComponent.model_fields.keys()
    assert [field for field in sorted(fields) if f"| `{field}` |" not in readme] == []


@EVERY_PLUGIN
def test_its_package_root_is_a_docstring_and_nothing_else(plugin: Distribution) -> None:
    module = _parsed(plugin.package / "__init__.py")
    assert ast.get_docstring(module)
    assert len(module.body) == 1


@EVERY_PLUGIN
def test_its_plugin_module_is_short_and_imports_nothing_but_the_flavor_room(plugin: Distribution) -> None:
    path = plugin.package / "plugin.py"
    imports = [node for node in ast.walk(_parsed(path)) if isinstance(node, (ast.Import, ast.ImportFrom))]
    imported = {node.module for node in imports if isinstance(node, ast.ImportFrom)}
    assert all(isinstance(node, ast.ImportFrom) for node in imports)
    assert imported <= {"__future__", "collections.abc", "zenml.flavors"}
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES_OF_THE_PLUGIN_MODULE


@EVERY_PLUGIN
def test_it_brings_flavors_whose_class_lives_in_the_file_of_its_component_type(plugin: Distribution) -> None:
    flavors = _flavors(plugin)
    homes = [(kind, flavor.name, flavor.implementation.partition(":")[0]) for kind, flavor in flavors]
    assert homes == [(kind, flavor.name, f"{plugin.package.name}.{kind}") for kind, flavor in flavors]
    assert flavors


@EVERY_PLUGIN
def test_its_classes_say_of_themselves_what_their_records_say(plugin: Distribution) -> None:
    said = [(kind, flavor.name) for kind, flavor in _flavors(plugin)]
    classes = _classes(plugin)
    assert [(found.TYPE, found.FLAVOR) for found in classes] == said


@EVERY_PLUGIN
def test_it_has_tests_of_its_own(plugin: Distribution) -> None:
    assert list(plugin.folder.glob("tests/test_*.py"))
    assert not (plugin.folder / "__init__.py").exists()
    assert not (plugin.folder / "tests" / "__init__.py").exists()


def _flavors(plugin: Distribution) -> list[tuple[StackComponentType, Flavor]]:
    module = importlib.import_module(f"{plugin.package.name}.plugin")
    hooks = [(kind, getattr(module, f"zenml_{kind.plural}", None)) for kind in StackComponentType]
    return [(kind, flavor) for kind, hook in hooks if hook for flavor in hook()]


def _classes(plugin: Distribution) -> list[type[StackComponent]]:
    return [cast("type[StackComponent]", load(flavor.implementation)) for _, flavor in _flavors(plugin)]


def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))
