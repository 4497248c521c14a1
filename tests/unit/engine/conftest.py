from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from code_project import CodeProject
from workbench import Workbench, stack_in


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    return Workbench(stack_in(tmp_path), tmp_path / "project")


@pytest.fixture
def empty_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CodeProject]:
    # A second version of a file within one second and of one size would be taken for the first.
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.syspath_prepend(tmp_path)
    project = CodeProject(tmp_path)
    yield project
    project.forget()
