"""What users and other versions wrote into the files of a store stays when these change."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from zenml.config.profiles import Profile
from zenml.enums import StackComponentType
from zenml.models.records import ComponentRecord, StackRecord
from zenml.zen_stores.interface import ZenStore
from zenml.zen_stores.opening import open_store
from zenml.zen_stores.yaml_writing import initialize_store

ORCHESTRATOR = StackComponentType.ORCHESTRATOR
ARTIFACT_STORE = StackComponentType.ARTIFACT_STORE
UUID = "0d9b2f7c-3c1a-4b57-9d0b-3b9c0a1d2e3f"
SHELF = ComponentRecord(ARTIFACT_STORE, "shelf", "s3", UUID, {"path": "s3://b"})
HERE = ComponentRecord(ORCHESTRATOR, "here", "local", UUID)
STACK = StackRecord("prod", {ORCHESTRATOR: "here", ARTIFACT_STORE: "shelf"})
SHELF_TEXT = f"""\
# Ask Ada before you change this.
type: artifact_store
flavor: s3
name: shelf
uuid: {UUID}
configuration:
  path: s3://b # in Frankfurt
owner: ada
"""
STACK_TEXT = """\
name: prod
components:
  # on fast disks
  artifact_store: shelf
  orchestrator: here
color: red # for dashboards
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def store(root: Path) -> ZenStore:
    """Return a store with two files that were edited by hand."""
    initialize_store(root, {})
    store = open_store(Profile("test", store_url=str(root)))
    store.create_stack(STACK, [SHELF, HERE])
    (root / "artifact_stores" / "shelf.yaml").write_text(SHELF_TEXT)
    (root / "stacks" / "prod.yaml").write_text(STACK_TEXT)
    return store


def texts(root: Path) -> dict[str, str]:
    return {str(path.relative_to(root)): path.read_text() for path in root.rglob("*.yaml") if path.name != "store.yaml"}


HERE_TEXT = f"type: orchestrator\nflavor: local\nname: here\nuuid: {UUID}\n"


def test_a_component_is_replaced(store: ZenStore, root: Path) -> None:
    store.update_component(replace(SHELF, configuration={"path": "s3://c", "key": "k"}, package="acme-s3"))

    assert texts(root)["artifact_stores/shelf.yaml"] == (
        SHELF_TEXT.replace("s3://b # in Frankfurt", "s3://c # in Frankfurt\n  key: k") + "package: acme-s3\n"
    )


def test_a_stack_is_replaced(store: ZenStore, root: Path) -> None:
    store.update_stack(StackRecord("prod", {ARTIFACT_STORE: "shelf"}))

    assert texts(root)["stacks/prod.yaml"] == STACK_TEXT.replace("  orchestrator: here\n", "")


def test_a_component_gets_another_name_and_its_stack_follows(store: ZenStore, root: Path) -> None:
    store.rename_component(ARTIFACT_STORE, "shelf", "rack")

    assert texts(root) == {
        "artifact_stores/rack.yaml": SHELF_TEXT.replace("name: shelf", "name: rack"),
        "orchestrators/here.yaml": HERE_TEXT,
        "stacks/prod.yaml": STACK_TEXT.replace("artifact_store: shelf", "artifact_store: rack"),
    }


def test_a_stack_gets_another_name(store: ZenStore, root: Path) -> None:
    store.rename_stack("prod", "test")

    assert texts(root) == {
        "artifact_stores/shelf.yaml": SHELF_TEXT,
        "orchestrators/here.yaml": HERE_TEXT,
        "stacks/test.yaml": STACK_TEXT.replace("name: prod", "name: test"),
    }


def test_what_is_applied_and_was_so_already_is_not_written(store: ZenStore, root: Path) -> None:
    before = {path: (path.read_bytes(), path.stat().st_ino) for path in root.rglob("*.yaml")}

    store.apply_stack(STACK, [SHELF, HERE])

    assert {path: (path.read_bytes(), path.stat().st_ino) for path in root.rglob("*.yaml")} == before


def test_what_is_applied_changes_the_files_that_differ(store: ZenStore, root: Path) -> None:
    store.apply_stack(STACK, [replace(SHELF, configuration={"path": "s3://c"}), HERE])

    assert texts(root) == {
        "artifact_stores/shelf.yaml": SHELF_TEXT.replace("s3://b", "s3://c"),
        "orchestrators/here.yaml": HERE_TEXT,
        "stacks/prod.yaml": STACK_TEXT,
    }


@pytest.mark.parametrize(
    ("before", "after", "text"), [(1, True, "true"), (True, 1, "1"), (1, 1.0, "1.0"), ("1", 1, "1")]
)
def test_what_is_applied_differs_although_python_calls_it_equal(
    store: ZenStore, root: Path, before: object, after: object, text: str
) -> None:
    store.update_component(replace(SHELF, configuration={"number": before}))

    store.apply_stack(STACK, [replace(SHELF, configuration={"number": after})])

    assert f"  number: {text}\n" in texts(root)["artifact_stores/shelf.yaml"]


def test_a_file_system_that_ignores_case_gives_nothing_of_another_name(store: ZenStore, root: Path) -> None:
    """A link stands for what such a file system does: whoever asks for ``Shelf.yaml`` gets ``shelf.yaml``."""
    (root / "artifact_stores" / "Shelf.yaml").symlink_to("shelf.yaml")

    assert store.get_component(ARTIFACT_STORE, "Shelf") is None
    assert store.get_component(ARTIFACT_STORE, "shelf") == SHELF
