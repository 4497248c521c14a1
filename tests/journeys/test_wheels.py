from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from checkout import CORE, DISTRIBUTIONS, PLUGINS, ROOT, Distribution
from wheels import install

ORIGINS = """
import importlib.metadata, json
ours = [found for found in importlib.metadata.distributions() if found.name.startswith("zenml")]
print(json.dumps({found.name: json.loads(found.read_text("direct_url.json"))["url"] for found in ours}))
"""


@pytest.fixture(scope="module")
def installed(wheels: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return install(wheels, tmp_path_factory.mktemp("empty") / "venv", Path(sys.executable))


def test_every_distribution_is_installed_from_its_wheel_and_never_by_name(wheels: list[Path], installed: Path) -> None:
    done = subprocess.run([installed, "-c", ORIGINS], capture_output=True, text=True, check=True)
    names = [distribution.project["name"] for distribution in DISTRIBUTIONS]
    assert json.loads(done.stdout) == dict(zip(names, [wheel.as_uri() for wheel in wheels], strict=True))


@pytest.mark.parametrize("distribution", [CORE, *PLUGINS], ids=str)
def test_a_wheel_holds_every_file_of_its_package(distribution: Distribution, wheels: list[Path]) -> None:
    written = {
        path.relative_to(distribution.package.parent).as_posix()
        for path in distribution.package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    packed = {name for name in _wheel_of(distribution, wheels).namelist() if ".dist-info/" not in name}
    assert packed == written


@pytest.mark.parametrize("distribution", DISTRIBUTIONS, ids=str)
def test_a_wheel_carries_readme_and_license(distribution: Distribution, wheels: list[Path]) -> None:
    wheel = _wheel_of(distribution, wheels)
    folder = next(name for name in wheel.namelist() if name.endswith("/METADATA")).removesuffix("METADATA")
    _, _, readme = wheel.read(f"{folder}METADATA").decode().partition("\n\n")
    assert readme == (distribution.folder / "README.md").read_text(encoding="utf-8")
    assert wheel.read(f"{folder}licenses/LICENSE") == (ROOT / "LICENSE").read_bytes()


def _wheel_of(distribution: Distribution, wheels: list[Path]) -> zipfile.ZipFile:
    return zipfile.ZipFile(wheels[DISTRIBUTIONS.index(distribution)])
