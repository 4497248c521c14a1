from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from code_project import CodeProject
from workbench import Workbench, stack_in


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    return Workbench(stack_in(tmp_path), tmp_path / "project")


@pytest.fixture
def empty_project(module_folder: Path) -> Iterator[CodeProject]:
    project = CodeProject(module_folder)
    yield project
    project.forget()
