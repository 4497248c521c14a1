"""What a reader gets who is in the middle of a store's files when somebody changes several of them at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from file_calls import watched
from store_contract import ARTIFACT_STORE, BUCKET, HERE, ORCHESTRATOR, state_of

from zenml.models.records import StackRecord
from zenml.zen_stores.interface import ZenStore
from zenml.zen_stores.yaml_store import YamlZenStore
from zenml.zen_stores.yaml_writing import initialize_store

STACKS = [StackRecord(name, {ORCHESTRATOR: "here", ARTIFACT_STORE: "bucket"}) for name in ("first", "last", "middle")]


@pytest.fixture
def store(tmp_path: Path) -> ZenStore:
    initialize_store(tmp_path / "store", {})
    store = YamlZenStore(tmp_path / "store", "")
    store.create_stack(STACKS[0], [HERE, BUCKET])
    for stack in STACKS[1:]:
        store.create_stack(stack)
    return store


class Disturbance:
    """Change a store in the very moment in which a file of it is opened for the first time."""

    def __init__(self, file: str, change: Callable[[], object]) -> None:
        self._file = file
        self._change = change
        self.has_happened = False

    def __call__(self, name: str, arguments: tuple[Any, ...], call: Callable[[], Any]) -> Any:
        if not self.has_happened and name == "open" and str(arguments[0]).endswith(self._file):
            self.has_happened = True
            self._change()
        return call()


NEW = [replace(HERE, name="new"), replace(BUCKET, name="new")]
CHANGES: dict[str, tuple[str, Callable[[ZenStore], object]]] = {
    "a component gets another name": (
        "stacks/last.yaml",
        lambda store: store.rename_component(ORCHESTRATOR, "here", "there"),
    ),
    "a stack gets another name": ("stacks/middle.yaml", lambda store: store.rename_stack("first", "x")),
    "components are added": (
        "orchestrators/here.yaml",
        lambda store: store.create_stack(StackRecord("new", {}), NEW),
    ),
    "one file changes": (
        "orchestrators/here.yaml",
        lambda store: store.update_component(replace(BUCKET, configuration={})),
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_list_is_of_one_moment(store: ZenStore, what: str) -> None:
    file, change = CHANGES[what]
    disturbance = Disturbance(file, lambda: change(store))

    with watched(disturbance):
        seen = store.list_stacks() if file.startswith("stacks") else store.list_components()

    assert disturbance.has_happened
    assert seen in state_of(store)
