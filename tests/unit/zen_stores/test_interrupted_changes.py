from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sudden_death import apart, deaths

from zenml.config.profiles import Profile
from zenml.enums import StackComponentType
from zenml.errors import NotFoundError
from zenml.models.records import ComponentRecord, StackRecord
from zenml.zen_stores.interface import ZenStore
from zenml.zen_stores.opening import open_store
from zenml.zen_stores.yaml_layout import Changes, component_document, component_file, stack_document, stack_file
from zenml.zen_stores.yaml_writing import initialize_store

ORCHESTRATOR = StackComponentType.ORCHESTRATOR
ARTIFACT_STORE = StackComponentType.ARTIFACT_STORE
HERE = ComponentRecord(ORCHESTRATOR, "here", "local", "0d9b2f7c-3c1a-4b57-9d0b-3b9c0a1d2e3f")
THERE = replace(HERE, name="there")
SPARE = replace(HERE, name="spare")
IDLE = replace(HERE, name="idle")
DISK = replace(HERE, type=ARTIFACT_STORE, name="disk")
OLD = StackRecord("old", {ORCHESTRATOR: "here"})
NEW = StackRecord("new", {ORCHESTRATOR: "there", ARTIFACT_STORE: "disk"})

State = tuple[list[StackRecord], list[ComponentRecord]]
CHANGES: dict[str, Callable[[ZenStore], object]] = {
    "a stack with its components is created": lambda store: store.create_stack(NEW, [THERE, DISK]),
    "a stack gets a new component": lambda store: store.update_stack(
        StackRecord("old", {ORCHESTRATOR: "there"}), [THERE]
    ),
    "a component is created": lambda store: store.create_component(THERE),
    "a component is replaced": lambda store: store.update_component(replace(HERE, configuration={"a": 1})),
    "a stack is deleted": lambda store: store.delete_stack("old"),
    "a component is deleted": lambda store: store.delete_component(ORCHESTRATOR, "idle"),
    "a component gets another name": lambda store: store.rename_component(ORCHESTRATOR, "here", "there"),
    "a stack gets another name": lambda store: store.rename_stack("old", "new"),
    "a stack is applied": lambda store: store.apply_stack(
        replace(NEW, name="old"), [THERE, DISK, replace(HERE, configuration={"a": 1})]
    ),
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def store(root: Path) -> ZenStore:
    initialize_store(root, {})
    store = open_store(Profile("test", store_url=str(root)))
    store.create_stack(OLD, [HERE, SPARE, IDLE])
    return store


def state(store: ZenStore) -> State:
    return store.list_stacks(), store.list_components()


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_is_there_whole_or_not_at_all_whenever_its_process_dies(
    store: ZenStore, root: Path, tmp_path: Path, change: Callable[[ZenStore], object]
) -> None:
    shutil.copytree(root, tmp_path / "copy")
    before, seen = state(store), list[State]()

    for _ in deaths(lambda: change(store)):
        seen.append(state(store))
        apart(lambda: store.delete_component(ORCHESTRATOR, "spare"))
        assert state(store) == without_spare(seen[-1])
        assert leftovers(root) == []
        shutil.rmtree(root)
        shutil.copytree(tmp_path / "copy", root)

    after = state(store)
    deaths_before = seen.count(before)
    assert deaths_before >= 1
    assert after != before
    assert seen == [before] * deaths_before + [after] * (len(seen) - deaths_before)


def test_a_reader_finds_whole_what_a_writer_is_still_at(store: ZenStore, root: Path) -> None:
    (root / ".journal.yaml").write_text(
        "version: 1\nchanges:\n"
        "  alerters/bell.yaml: {type: alerter, flavor: f, name: bell, uuid: u}\n"
        "  stacks/old.yaml: null\n"
        "  stacks/new.yaml: {name: new, components: {alerter: bell}}\n"
    )
    before = sorted(root.rglob("*"))

    assert store.list_stacks() == [StackRecord("new", {StackComponentType.ALERTER: "bell"})]
    assert store.get_stack("old") is None
    assert store.get_component(StackComponentType.ALERTER, "bell") is not None
    assert sorted(root.rglob("*")) == before


def test_the_next_writer_finishes_what_another_began(store: ZenStore, root: Path) -> None:
    (root / ".journal.yaml").write_text("version: 1\nchanges: {stacks/old.yaml: null}\n")

    store.create_component(THERE)

    assert state(store) == ([], [HERE, IDLE, SPARE, THERE])
    assert not (root / ".journal.yaml").exists()
    assert not (root / "stacks" / "old.yaml").exists()


def test_a_change_that_is_refused_still_finishes_what_another_began(store: ZenStore, root: Path) -> None:
    (root / ".journal.yaml").write_text("version: 1\nchanges: {stacks/old.yaml: null}\n")

    with pytest.raises(NotFoundError):
        store.delete_stack("old")
    assert not (root / ".journal.yaml").exists()


def test_a_store_is_made_whole_or_not_at_all_whenever_its_process_dies(root: Path) -> None:
    content: Changes = {
        stack_file(OLD.name): stack_document(OLD),
        component_file(ORCHESTRATOR, HERE.name): component_document(HERE),
    }

    for _ in deaths(lambda: initialize_store(root, content)):
        apart(lambda: initialize_store(root, {**content, "stacks/second.yaml": {"name": "second"}}))
        files = {str(path.relative_to(root)) for path in root.rglob("*.yaml")}
        assert files - {"stacks/second.yaml"} == {"store.yaml", "stacks/old.yaml", "orchestrators/here.yaml"}
        shutil.rmtree(root)


def without_spare(before: State) -> State:
    stacks, components = before
    return stacks, [component for component in components if component.name != "spare"]


def leftovers(root: Path) -> list[Path]:
    return [path for path in root.rglob(".*") if path.name not in (".lock", ".gitignore")]
