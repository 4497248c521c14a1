"""What a change leaves behind that could not write one of its files."""

from __future__ import annotations

from pathlib import Path

import pytest

from zenml.config.profiles import Profile
from zenml.enums import StackComponentType
from zenml.errors import ZenMLError
from zenml.models.records import ComponentRecord, StackRecord
from zenml.zen_stores.interface import ZenStore
from zenml.zen_stores.opening import open_store
from zenml.zen_stores.yaml_layout import Changes
from zenml.zen_stores.yaml_writing import change_store, initialize_store

ORCHESTRATOR = StackComponentType.ORCHESTRATOR
HERE = ComponentRecord(ORCHESTRATOR, "here", "local", "u")
BOTH: Changes = {
    "orchestrators/here.yaml": {"type": "orchestrator", "flavor": "local", "name": "here", "uuid": "u"},
    "stacks/new.yaml": {"name": "new", "components": {"orchestrator": "here"}},
}
NOTED = "the change is noted: let the file be written, and the next command that changes this store finishes it"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def store(root: Path) -> ZenStore:
    initialize_store(root, {})
    return open_store(Profile("test", store_url=str(root)))


def in_the_way(path: Path) -> Path:
    """Make a folder where a file shall be written, which stops even the superuser."""
    path.mkdir(parents=True)
    return path


def test_nothing_was_changed_when_the_first_file_cannot_be_written(store: ZenStore, root: Path) -> None:
    obstacle = in_the_way(root / "orchestrators" / "here.yaml")

    with pytest.raises(ZenMLError) as failure:
        change_store(root, lambda: BOTH)

    assert str(failure.value) == f"cannot write {obstacle}: Is a directory (nothing was changed)"
    obstacle.rmdir()
    assert (store.list_components(), store.list_stacks(), (root / ".journal.yaml").exists()) == ([], [], False)


def test_nothing_was_changed_when_the_journal_cannot_be_written(store: ZenStore, root: Path) -> None:
    obstacle = in_the_way(root / "orchestrators" / "here.yaml")
    obstacle.rmdir()
    journal = root / ".journal.yaml"
    too_much: Changes = {**BOTH, "stacks/big.yaml": {"name": "big", "notes": "x" * 1_100_000}}

    with pytest.raises(ZenMLError) as failure:
        change_store(root, lambda: too_much)

    assert failure.value.message == (
        f"not written, since it could not be read again: {journal} is larger than 1048576 bytes"
    )
    assert (store.list_components(), store.list_stacks(), journal.exists()) == ([], [], False)


def test_a_change_that_got_stuck_says_that_it_is_noted_and_is_finished_by_the_next(store: ZenStore, root: Path) -> None:
    obstacle = in_the_way(root / "stacks" / "new.yaml")

    with pytest.raises(ZenMLError) as failure:
        change_store(root, lambda: BOTH)

    assert str(failure.value) == f"cannot write {obstacle}: Is a directory ({NOTED})"
    assert (store.list_components(), store.list_stacks()) == ([HERE], [StackRecord("new", {ORCHESTRATOR: "here"})])

    obstacle.rmdir()
    store.delete_stack("new")
    assert (store.list_components(), store.list_stacks(), (root / ".journal.yaml").exists()) == ([HERE], [], False)


def test_who_cannot_finish_an_earlier_change_is_told_that_it_is_an_earlier_one(store: ZenStore, root: Path) -> None:
    obstacle = in_the_way(root / "stacks" / "new.yaml")
    with pytest.raises(ZenMLError):
        change_store(root, lambda: BOTH)

    with pytest.raises(ZenMLError) as failure:
        store.create_component(ComponentRecord(ORCHESTRATOR, "there", "local", "u"))

    assert str(failure.value) == (
        f"an earlier change is noted in {root}/.journal.yaml, but cannot be finished: "
        f"cannot write {obstacle}: Is a directory (nothing else was changed; let it be written, then try again)"
    )
    assert store.list_components() == [HERE]
