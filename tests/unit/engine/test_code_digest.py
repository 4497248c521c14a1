from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import Callable
from typing import cast

import pytest
from code_project import CodeProject

from zenml.engine.code_digest import code_of
from zenml.sources import load

_STEP = """
import functools
import numpy as np
import cleaning
from cleaning import scale
from settings import Parameters

LIMIT = 3
TABLE = {"a": scale, "b": np.ones}
MODEL = np.random.default_rng(seed=1)

def helper(x):
    # adds the limit
    return x + LIMIT

@functools.lru_cache
def remembered(x):
    return helper(x)

def unused():
    return 0

def make(amount):
    def inner(x):
        return x + amount
    return inner

add = make(2)

def trainer(x: np.ndarray, params: Parameters = Parameters(), *, y: int = 1) -> int:
    '''Train.'''
    import lazily
    from lazily import nothing
    return cleaning.strip(remembered(x)) + TABLE["a"](x) + add(MODEL.random()) + len([scale(i) for i in range(2)])
"""
_CLEANING = """
FACTOR = 2

def scale(x):
    return strip(x) * FACTOR

def strip(x):
    return scale(x - 1) if x else 0

def other():
    return 1
"""
_SETTINGS = """
from dataclasses import dataclass

class Base:
    def check(self):
        return True

@dataclass
class Parameters(Base):
    gamma: float = 0.1

    def double(self):
        return self.gamma * 2
"""
_LAZILY = """
import deeper
nothing = None
"""
_DEEPER = """
VALUE = 1
"""


@pytest.fixture
def project(empty_project: CodeProject) -> CodeProject:
    empty_project.write(steps=_STEP, cleaning=_CLEANING, settings=_SETTINGS, lazily=_LAZILY, deeper=_DEEPER)
    return empty_project


_SOURCES = {"steps": _STEP, "cleaning": _CLEANING, "settings": _SETTINGS, "lazily": _LAZILY, "deeper": _DEEPER}


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("steps", "'''Train.'''", "'''Train.'''\n    # now"),
        ("steps", "    # adds the limit\n", ""),
        ("steps", "return x + LIMIT", "return (\n        x\n        + LIMIT  # three\n    )"),
        ("steps", 'TABLE["a"]', "TABLE['a']"),
        ("steps", "def unused():\n    return 0", "def unused():\n    return 1"),
        ("steps", "import functools\n", "import functools\n\n\nimport os\n"),
        ("cleaning", "return 1", "return 2"),
    ],
)
def test_what_does_not_change_what_the_code_does_does_not_change_the_digest(
    project: CodeProject, file: str, old: str, new: str
) -> None:
    before = project.digest()
    project.write(**{file: _SOURCES[file].replace(old, new)})
    assert project.digest() == before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("steps", "range(2)", "range(3)"),
        ("steps", "y: int = 1", "y: int = 2"),
        ("steps", "'''Train.'''", "'''Train well.'''"),
        ("steps", "x: np.ndarray", "x: list"),
        ("steps", "LIMIT = 3", "LIMIT = 3.0"),
        ("steps", "return x + LIMIT", "return x - LIMIT"),
        ("steps", "return helper(x)", "return helper(x) + 1"),
        ("steps", "add = make(2)", "add = make(3)"),
        ("steps", "return x + amount", "return x - amount"),
        ("steps", "seed=1", "seed=2"),
        ("steps", "np.ones", "np.zeros"),
        ("steps", '"b": np.ones', '"c": np.ones'),
        ("cleaning", "FACTOR = 2", "FACTOR = 4"),
        ("cleaning", "scale(x - 1)", "scale(x - 2)"),
        ("settings", "gamma: float = 0.1", "gamma: float = 0.2"),
        ("settings", "self.gamma * 2", "self.gamma * 3"),
        ("settings", "return True", "return False"),
        ("lazily", "nothing = None", "nothing = 0"),
        ("deeper", "VALUE = 1", "VALUE = 2"),
    ],
)
def test_a_change_anywhere_in_what_the_step_uses_changes_the_digest(
    project: CodeProject, file: str, old: str, new: str
) -> None:
    assert old in _SOURCES[file]
    before = project.digest()
    project.write(**{file: _SOURCES[file].replace(old, new)})
    assert project.digest() != before


def test_the_digest_of_a_class_covers_its_methods_and_bases(project: CodeProject) -> None:
    before = project.digest("settings:Parameters")
    project.write(settings=_SETTINGS.replace("return True", "return 1"))
    assert project.digest("settings:Parameters") != before


def test_a_decorator_of_zenml_does_not_count_and_any_other_does(project: CodeProject) -> None:
    plain = "def trainer() -> int:\n    return 1\n"
    project.write(steps=f"import zenml\n\n@zenml.step(enable_cache=False)\n{plain}")
    uncached = project.digest("steps:trainer.definition")
    project.write(steps=f"from zenml import step\n\n@step\n{plain}")
    assert project.digest("steps:trainer.definition") == uncached
    project.write(steps=f"import functools\n\n@functools.lru_cache(2)\n{plain}")
    twice = project.digest()
    project.write(steps=f"import functools\n\n@functools.lru_cache(3)\n{plain}")
    assert project.digest() not in (twice, uncached)


def test_a_step_that_uses_another_step_counts_with_its_code(project: CodeProject) -> None:
    text = (
        "from zenml import step\n@step\ndef inner(x: int) -> int:\n    return x\n"
        "@step\ndef trainer() -> int:\n    return inner(1)\n"
    )
    project.write(steps=text)
    before = project.digest("steps:trainer.definition")
    project.write(steps=text.replace("return x", "return x + 1"))
    assert project.digest("steps:trainer.definition") != before


def test_packages_of_the_project_are_followed_and_installed_ones_only_named(project: CodeProject) -> None:
    files = {
        "steps": "import pack.part\nimport installed\ndef trainer():\n    return pack.part.run() + installed.run()\n",
        "pack/part": "from . import leaf\ndef run():\n    return leaf.VALUE\n",
        "pack/leaf": "VALUE = 1\n",
    }
    project.write(**files)
    site = project.folder / "site-packages"
    site.mkdir()
    sys.path.insert(0, str(site))
    try:
        (site / "installed.py").write_text("def run():\n    return 1\n")
        before = project.digest()
        (site / "installed.py").write_text("def run():\n    return 2\n")
        assert project.digest() == before
        project.write(**{"pack/leaf": "VALUE = 2\n"})
        assert project.digest() != before
    finally:
        sys.path.remove(str(site))


def test_an_import_inside_a_function_counts_the_same_whether_or_not_it_happened_yet(project: CodeProject) -> None:
    before = project.digest()
    function = cast("Callable[..., object]", load("steps:trainer"))
    importlib.import_module("lazily")
    assert code_of(function, project.folder).digest == before


def test_a_file_edited_after_its_import_counts_as_it_was_imported(project: CodeProject) -> None:
    project.digest()
    function = cast("Callable[..., object]", load("steps:helper"))
    project.write(steps=_STEP.replace("return x + LIMIT", "return x * LIMIT"))
    stale = code_of(function, project.folder).digest
    assert stale != project.digest("steps:helper")


def test_a_global_that_is_bound_anew_counts_in_the_same_process(project: CodeProject) -> None:
    project.digest()
    module = sys.modules["steps"]
    before = code_of(module.trainer, project.folder).digest
    module.__dict__["helper"] = lambda x: x
    assert code_of(module.trainer, project.folder).digest != before


def test_processes_with_other_hash_seeds_and_another_main_agree(project: CodeProject) -> None:
    tail = (
        "\nif __name__ == '__main__':\n    import sys; from pathlib import Path;"
        " from zenml.engine.code_digest import code_of; print(code_of(trainer, Path(sys.argv[1])).digest)\n"
    )
    project.write(steps=_STEP + tail)
    expected = project.digest()
    for seed in ("1", "2"):
        printed = subprocess.check_output(
            [sys.executable, str(project.folder / "steps.py"), str(project.folder)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            text=True,
        )
        assert printed.strip() == expected
