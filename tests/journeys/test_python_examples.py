"""The examples of the documentation, as a user would paste them into a file."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from zenml.config.profiles import Profile
from zenml.enums import StackComponentType
from zenml.repository.context import open_context
from zenml.repository.reading import get_component, get_profile, get_stack

IMPORTS = """\
from zenml.repository import Repository
from zenml.artifact_stores import LocalArtifactStore
from zenml.orchestrators import LocalOrchestrator
from zenml.stack import Stack
"""
LOOK = """
repo = Repository()
print(repo.active_stack.artifact_store.path, repo.active_stack.metadata_store.uri)
"""
REGISTER = """
stack = Stack(name="local", orchestrator=LocalOrchestrator(name="local"),
              artifact_store=LocalArtifactStore(name="local", path="/tmp/zenml/artifacts"))
repo.register_stack(stack)          # registers its new components too
repo.activate_stack(stack.name)
"""
CUSTOM = """
from zenml.artifact_stores import LocalArtifactStore

class MyCustomArtifactStore(LocalArtifactStore):
    \"\"\"Artifacts on my shelf.\"\"\"
    FLAVOR = "shelf"
"""

ARTIFACT_STORE = StackComponentType.ARTIFACT_STORE
METADATA_STORE = StackComponentType.METADATA_STORE
ORCHESTRATOR = StackComponentType.ORCHESTRATOR


@pytest.fixture
def unable(tmp_path: Path) -> str:
    return (
        f"Unable to find ZenML repository in your current working directory ({tmp_path}) or any parent directories. If "
        "you want to use an existing repository which is in a different location, set the environment variable "
        "'ZENML_REPOSITORY_PATH'. If you want to create a new repository, run zenml init.\n"
    )


def run(folder: Path, source: str, **environment: str) -> tuple[str, str]:
    """Run a file as a script in its folder and return what it printed, and what stood on stderr."""
    (folder / "example.py").write_text(source)
    done = subprocess.run(
        [sys.executable, "example.py"],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr


def test_the_active_stack_can_be_looked_at(tmp_path: Path, config_path: Path, unable: str) -> None:
    stdout, stderr = run(tmp_path, IMPORTS + LOOK)

    context = open_context()
    store, metadata = (get_component(context, kind).uuid for kind in (ARTIFACT_STORE, METADATA_STORE))
    folder = config_path / "local_stores"
    assert stdout == f"{folder}/{store} sqlite:///{folder}/{metadata}/metadata.db\n"
    assert stderr == unable


def test_a_stack_can_be_made_registered_and_activated(tmp_path: Path) -> None:
    run(tmp_path, IMPORTS + LOOK + REGISTER)

    context = open_context()
    assert get_profile(context) == Profile("default", active_stack="local")
    assert get_stack(context).components == {ORCHESTRATOR: "local", ARTIFACT_STORE: "local", METADATA_STORE: "default"}
    assert get_component(context, ORCHESTRATOR).configuration == {}
    assert get_component(context, ARTIFACT_STORE).configuration == {"path": "/tmp/zenml/artifacts"}


def test_without_a_repository_ones_own_classes_lie_beside_the_script(tmp_path: Path) -> None:
    (tmp_path / "path").mkdir()
    (tmp_path / "path" / "to.py").write_text(CUSTOM)

    stdout, _ = run(
        tmp_path,
        "from zenml.enums import StackComponentType\n"
        "from zenml.repository import Repository\n"
        "kind = StackComponentType.ARTIFACT_STORE\n"
        "print(Repository().register_flavor('path.to.MyCustomArtifactStore', kind))\n"
        "print(Repository().get_flavor('shelf', kind).status)\n",
    )

    assert stdout == (
        "FlavorRecord(type=<StackComponentType.ARTIFACT_STORE: 'artifact_store'>, name='shelf', "
        "source='path.to:MyCustomArtifactStore', summary='Artifacts on my shelf.')\nlocal\n"
    )


def test_a_library_user_hears_nothing_twice_and_sees_no_handler(tmp_path: Path, unable: str) -> None:
    stdout, stderr = run(
        tmp_path,
        "import logging\nfrom zenml.repository import Repository\n"
        "Repository()\nRepository().active_stack_name\n"
        "print(logging.getLogger('zenml').handlers, logging.getLogger().handlers)\n",
    )

    assert (stdout, stderr) == ("[] []\n", unable)
