"""Make the surroundings that a benchmark needs: a home, an environment, installed packages."""

from __future__ import annotations

import compileall
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

KINDS = (
    ["artifact_stores"] * 10
    + ["orchestrators", "metadata_stores", "container_registries", "secrets_managers", "step_operators"] * 19
    + ["model_deployers", "feature_stores", "experiment_trackers", "alerters", "alerters"] * 19
)
"""What each of 200 third-party distributions brings: 10 of them an artifact store."""

_PLUGIN = '''"""Bring flavors."""

from zenml.flavors import Flavor, hookimpl


@hookimpl
def zenml_{kind}() -> list[Flavor]:
    return [Flavor("vendor{number}", "vendor{number}.flavor:VendorFlavor", "Things of vendor {number}")]
'''


def environment_for(home: Path, **more: str) -> dict[str, str]:
    """Return the variables of a process whose home is ``home`` and which may use compiled byte code."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ZENML_", "PYTHON", "XDG_"))}
    return {**kept, "HOME": str(home), "ZENML_CONFIG_PATH": str(home / "zenml"), **more}


def program(name: str) -> str:
    """Return the path of a console script of the interpreter that runs this."""
    return str(Path(sys.executable).with_name(name))


def install_vendors(folder: Path) -> None:
    """Put 200 distributions into a folder, as an installer leaves them, with compiled byte code."""
    for number, kind in enumerate(KINDS):
        _install_vendor(folder, number, kind)
    compileall.compile_dir(folder, quiet=1)


def _install_vendor(folder: Path, number: int, kind: str) -> None:
    package = folder / f"vendor{number}"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "plugin.py").write_text(_PLUGIN.format(kind=kind, number=number))
    metadata = folder / f"zenml_vendor{number}-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: zenml-vendor{number}\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(f"[zenml.flavors]\nvendor{number} = vendor{number}.plugin\n")
    (metadata / "RECORD").write_text("".join(f"{file.relative_to(folder)},,\n" for file in package.iterdir()))


def forget(environment: Mapping[str, str], *folders: str) -> None:
    """Remove folders of the configuration, such as ``cache``; without names, all of it."""
    home = Path(environment["ZENML_CONFIG_PATH"])
    for folder in folders or ("",):
        shutil.rmtree(home / folder, ignore_errors=True)
