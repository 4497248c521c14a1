from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from commandline import CommandLine
from wheels import build_all


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return build_all(tmp_path_factory.mktemp("wheels"))


@pytest.fixture(scope="session")
def used_configuration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a configuration folder as the first command leaves it."""
    folder = tmp_path_factory.mktemp("used") / "zenml"
    done = CommandLine()("stack", "list", env={"ZENML_CONFIG_PATH": str(folder)})
    assert done.code == 0, done.stderr
    return folder


@pytest.fixture
def used_before(used_configuration: Path, config_path: Path) -> Path:
    """Let this machine have been used before, which costs a command less than to use it."""
    return shutil.copytree(used_configuration, config_path)
