"""Install a third party's package whose components do nothing, but can be configured in every way."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from plugin_site import make_distribution

_PLUGIN = """
from zenml.flavors import Flavor, hookimpl

@hookimpl
def zenml_artifact_stores():
    return [Flavor("shelf", "acme.artifact_store:ShelfArtifactStore", "Artifacts on a shelf")]

@hookimpl
def zenml_alerters():
    return [Flavor("pager", "acme.alerter:PagerAlerter", "Calls whoever is on duty")]
"""
_ARTIFACT_STORE = '''
from pydantic import Field
from zenml.artifact_stores import LocalArtifactStore

class ShelfArtifactStore(LocalArtifactStore):
    """Artifacts on a shelf."""

    FLAVOR = "shelf"

    boards: int = Field(default=3, ge=1, description="How many boards it has")
'''
_ALERTER = '''
from pydantic import Field, SecretStr
from zenml.alerters import BaseAlerter

class PagerAlerter(BaseAlerter):
    """Calls whoever is on duty."""

    FLAVOR = "pager"

    number: str = Field(description="Whom to call")
    token: SecretStr | None = Field(default=None, description="Proves who calls")
    retries: int = Field(default=2, ge=0, description="How often to call again")
    is_loud: bool = Field(default=False, description="Whether it wakes people up")
    days: list[str] = Field(default=["Mon"], description="When to call")
    replies: dict[str, int] = Field(default={}, description="What each answer means")

    @property
    def post_registration_message(self):
        return "Call the pager once to try it."

    def post(self, message, config=None):
        return True

    def ask(self, question, config=None):
        return True
'''


def install_acme(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Install ``acme 1.0`` with the flavors ``artifact_store/shelf`` and ``alerter/pager`` for every new process.

    Returns the folder that holds it and nothing else.
    """
    modules = {"plugin": _PLUGIN, "artifact_store": _ARTIFACT_STORE, "alerter": _ALERTER, "__init__": ""}
    make_distribution(
        folder,
        "acme",
        entry_points={"acme": "acme.plugin"},
        modules={f"acme/{name}.py": source for name, source in modules.items()},
    )
    monkeypatch.setenv("PYTHONPATH", str(folder))
    return folder


def install_s3(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Install a package that is called zenml-s3 and brings ``artifact_store/s3``, on local files."""
    plugin = """
from zenml.flavors import Flavor, hookimpl

@hookimpl
def zenml_artifact_stores():
    return [Flavor("s3", "zenml_s3.artifact_store:S3ArtifactStore", "Artifacts in a bucket")]
"""
    artifact_store = """
from zenml.artifact_stores import LocalArtifactStore

class S3ArtifactStore(LocalArtifactStore):
    FLAVOR = "s3"
"""
    make_distribution(
        folder,
        "zenml-s3",
        entry_points={"s3": "zenml_s3.plugin"},
        modules={
            "zenml_s3/__init__.py": "",
            "zenml_s3/plugin.py": plugin,
            "zenml_s3/artifact_store.py": artifact_store,
        },
    )
    monkeypatch.setenv("PYTHONPATH", str(folder))
    return folder


def uninstall_all(folder: Path) -> None:
    """Remove every package from a folder that one of these functions filled."""
    shutil.rmtree(folder)
    folder.mkdir()
