"""What is left of a store, and of what others put into its folder, when it is deleted."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from damaged_files import Untouched
from sudden_death import apart, deaths

from zenml.config.profiles import Profile
from zenml.enums import StackComponentType
from zenml.models.records import ComponentRecord, FlavorRecord, StackRecord
from zenml.zen_stores.interface import ZenStore
from zenml.zen_stores.opening import open_store
from zenml.zen_stores.yaml_layout import Changes
from zenml.zen_stores.yaml_writing import delete_store, initialize_store

ORCHESTRATOR = StackComponentType.ORCHESTRATOR
HERE = ComponentRecord(ORCHESTRATOR, "here", "mine", "0d9b2f7c-3c1a-4b57-9d0b-3b9c0a1d2e3f")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def store(root: Path) -> ZenStore:
    return filled(root)


def filled(root: Path) -> ZenStore:
    initialize_store(root, {})
    store = open_store(Profile("test", store_url=str(root)))
    store.create_flavor(FlavorRecord(ORCHESTRATOR, "mine", "mine:Mine"))
    store.create_stack(StackRecord("prod", {ORCHESTRATOR: "here"}), [HERE])
    return store


def paths(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_nothing_is_left_where_only_the_store_was(store: ZenStore, root: Path) -> None:
    (root / "stacks" / ".prod.yaml.1-ab.zenml-tmp").touch()

    delete_store(root)

    assert not root.exists()


def test_a_store_below_the_configuration_folder_goes_with_its_lock(config_path: Path) -> None:
    root = config_path / "profiles" / "test"
    filled(root)

    delete_store(root)

    assert paths(config_path) == {"profiles", "locks"}


def test_what_others_put_there_stays(store: ZenStore, root: Path) -> None:
    for name in ("config.yaml", "README.md", "stacks/notes.txt", "stacks/.hidden.yaml", "data/orchestrator.yaml"):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text("theirs\n")
    (root / ".gitignore").write_text(f"*.log\n{(root / '.gitignore').read_text()}/data\n")

    delete_store(root)

    assert paths(root) == {
        ".gitignore",
        "README.md",
        "config.yaml",
        "data",
        "data/orchestrator.yaml",
        "stacks",
        "stacks/.hidden.yaml",
        "stacks/notes.txt",
    }
    assert (root / ".gitignore").read_text() == "*.log\n/data\n"


@pytest.mark.parametrize("name", ["", "notes.txt", "stacks/prod.yaml"])
def test_a_folder_that_is_no_store_is_left_as_it_is(tmp_path: Path, name: str) -> None:
    if name:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("name: prod\n")
    before = paths(tmp_path)

    delete_store(tmp_path)
    delete_store(tmp_path / "missing")

    assert paths(tmp_path) == before


def test_a_store_of_a_newer_format_is_not_deleted(store: ZenStore, root: Path) -> None:
    (root / ".gitignore").unlink()
    (root / "store.yaml").write_text("version: 2\n")
    before = paths(root)

    with Untouched(root / "store.yaml", ", line 1: the store has format version 2, this zenml-core knows up to 1"):
        delete_store(root)
    assert paths(root) == before


def test_what_a_link_leads_to_stays(store: ZenStore, root: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "bell.yaml").touch()
    (root / "alerters").symlink_to(tmp_path / "elsewhere")

    delete_store(root)

    assert (paths(root), (tmp_path / "elsewhere" / "bell.yaml").exists()) == ({"alerters"}, True)


def test_a_store_of_thousands_of_files_is_deleted(store: ZenStore, root: Path) -> None:
    for number in range(5001):
        (root / "orchestrators" / f"orchestrator-{number}.yaml").write_text("damaged")

    delete_store(root)

    assert not root.exists()


def test_a_store_is_deleted_whole_or_not_at_all_whenever_its_process_dies(
    store: ZenStore, root: Path, tmp_path: Path
) -> None:
    shutil.copytree(root, tmp_path / "copy")
    new: Changes = {"stacks/new.yaml": {"name": "new"}}

    for _ in deaths(lambda: delete_store(root)):
        is_there = (root / "store.yaml").exists() and bool(store.list_stacks())
        if is_there:
            assert (store.list_components(), store.list_stacks()) == (
                [HERE],
                [StackRecord("prod", {ORCHESTRATOR: "here"})],
            )
        apart(lambda: initialize_store(root, new))
        made = open_store(Profile("test", store_url=str(root)))
        names = [stack.name for stack in made.list_stacks()]
        assert (names, made.list_components()) == ((["prod"], [HERE]) if is_there else (["new"], []))
        apart(lambda: delete_store(root))
        assert not root.exists()
        shutil.copytree(tmp_path / "copy", root)

    assert not root.exists()
