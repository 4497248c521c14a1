from __future__ import annotations

import sys
from pathlib import Path

import pytest


@pytest.fixture
def module_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder from which modules are imported that a test writes, and writes again."""
    # A second version of a file within one second and of one size would be taken for the first.
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path
