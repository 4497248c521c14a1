from __future__ import annotations

from pathlib import Path

import pytest
from workbench import Workbench, stack_in


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    return Workbench(stack_in(tmp_path), tmp_path / "project")
