from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from zenml.config.profiles import Profile
from zenml.enums import StackComponentType
from zenml.errors import ConfigurationError, ConflictError, NotFoundError, ZenMLError
from zenml.models.records import ComponentRecord, FlavorRecord, StackRecord
from zenml.zen_stores.interface import ZenStore
from zenml.zen_stores.opening import open_store
from zenml.zen_stores.yaml_writing import initialize_store

ORCHESTRATOR = StackComponentType.ORCHESTRATOR
ARTIFACT_STORE = StackComponentType.ARTIFACT_STORE

HERE = ComponentRecord(ORCHESTRATOR, "here", "local", "6b6ea3d6-6c1c-4b0e-8a0e-0f4a8b9c1d2e")
BUCKET = ComponentRecord(
    ARTIFACT_STORE,
    "bucket",
    "s3",
    "0d9b2f7c-3c1a-4b57-9d0b-3b9c0a1d2e3f",
    {"path": "s3://b", "client_kwargs": {"a": [1]}},
)
PROD = StackRecord("prod", {ORCHESTRATOR: "here", ARTIFACT_STORE: "bucket"})
MINE = FlavorRecord(ARTIFACT_STORE, "mine", "stores.mine:MyStore", "Artifacts on my shelf")


@pytest.fixture
def store(tmp_path: Path) -> ZenStore:
    initialize_store(tmp_path / "store", {})
    return open_store(Profile("test", store_url=str(tmp_path / "store")))


@pytest.fixture
def filled(store: ZenStore) -> ZenStore:
    store.create_component(HERE)
    store.create_component(BUCKET)
    store.create_stack(PROD)
    return store


def test_a_new_store_is_empty(store: ZenStore) -> None:
    assert (store.list_stacks(), store.list_components(), store.list_flavors()) == ([], [], [])


def test_a_store_says_where_it_is(store: ZenStore, tmp_path: Path) -> None:
    assert store.url == f"{tmp_path}/store"


def test_what_is_created_is_there(filled: ZenStore) -> None:
    assert filled.list_stacks() == [PROD]
    assert filled.get_stack("prod") == PROD
    assert filled.list_components() == [BUCKET, HERE]
    assert filled.list_components(ORCHESTRATOR) == [HERE]
    assert filled.get_component(ARTIFACT_STORE, "bucket") == BUCKET


@pytest.mark.parametrize("name", ["nobody", "Prod", "../stacks/prod", "/etc/passwd", "", "a\nb", "a\0b", "x" * 500])
def test_what_was_never_created_is_not_there(filled: ZenStore, name: str) -> None:
    assert filled.get_stack(name) is None
    assert filled.get_component(ORCHESTRATOR, name) is None


def test_names_are_listed_in_alphabetical_order(store: ZenStore) -> None:
    names = ["b", "a-b", "a", "a.b", "B", "a b", "a_b", "0"]
    for name in names:
        store.create_component(replace(HERE, name=name))

    assert [component.name for component in store.list_components()] == sorted(names)


@pytest.mark.parametrize("name", ["a", "A 1._-", "x" * 127])
def test_every_legal_name_can_be_stored(store: ZenStore, name: str) -> None:
    store.create_component(replace(HERE, name=name))
    store.create_stack(StackRecord(name, {ORCHESTRATOR: name}))

    assert store.get_stack(name) == StackRecord(name, {ORCHESTRATOR: name})


@pytest.mark.parametrize("name", ["", "-a", ".a", "a/b", "a\nb", "é", "x" * 128, ".."])
def test_no_other_name_is_stored(store: ZenStore, name: str) -> None:
    with pytest.raises(ConfigurationError, match="is not a valid orchestrator name"):
        store.create_component(replace(HERE, name=name))
    with pytest.raises(ConfigurationError, match="is not a valid stack name"):
        store.create_stack(StackRecord(name, {}))
    with pytest.raises(ConfigurationError, match="is not a valid flavor name"):
        store.create_flavor(replace(MINE, name=name))
    assert (store.list_stacks(), store.list_components(), store.list_flavors()) == ([], [], [])


def test_a_stack_and_its_new_components_come_in_one_change(store: ZenStore) -> None:
    store.create_component(HERE)

    store.create_stack(PROD, [BUCKET])

    assert store.list_components() == [BUCKET, HERE]
    assert store.list_stacks() == [PROD]


def test_a_stack_that_cannot_be_created_brings_no_components(filled: ZenStore) -> None:
    new = replace(BUCKET, name="new")

    with pytest.raises(ConflictError):
        filled.create_stack(PROD, [new])
    with pytest.raises(ConflictError):
        filled.create_stack(replace(PROD, name="other"), [new, HERE])
    with pytest.raises(NotFoundError):
        filled.create_stack(StackRecord("other", {ORCHESTRATOR: "nobody"}), [new])

    assert filled.list_components() == [BUCKET, HERE]
    assert filled.list_stacks() == [PROD]


def test_a_stack_is_replaced(filled: ZenStore) -> None:
    new = replace(BUCKET, name="new")
    changed = StackRecord("prod", {ORCHESTRATOR: "here", ARTIFACT_STORE: "new"})

    filled.update_stack(changed, [new])

    assert filled.list_stacks() == [changed]
    assert filled.list_components(ARTIFACT_STORE) == [BUCKET, new]


def test_a_component_is_replaced(filled: ZenStore) -> None:
    changed = replace(BUCKET, configuration={"path": "s3://other"})

    filled.update_component(changed)

    assert filled.list_components() == [changed, HERE]


def test_a_stack_is_forgotten_and_its_components_stay(filled: ZenStore) -> None:
    filled.delete_stack("prod")

    assert filled.list_stacks() == []
    assert filled.list_components() == [BUCKET, HERE]


def test_a_component_is_forgotten_once_no_stack_uses_it(filled: ZenStore) -> None:
    filled.create_stack(replace(PROD, name="test"))

    with pytest.raises(ConflictError) as refusal:
        filled.delete_component(ORCHESTRATOR, "here")
    assert refusal.value.message == "the orchestrator 'here' is used by the stacks 'prod', 'test'"
    assert refusal.value.hint == "change or delete what uses it first"

    filled.delete_stack("test")
    filled.delete_stack("prod")
    filled.delete_component(ORCHESTRATOR, "here")
    assert filled.list_components() == [BUCKET]


def test_flavors_are_created_listed_and_forgotten(store: ZenStore) -> None:
    other = FlavorRecord(ORCHESTRATOR, "mine", "mine:MyOrchestrator")
    store.create_flavor(other)
    store.create_flavor(MINE)
    assert store.list_flavors() == [MINE, other]
    assert store.list_flavors(ORCHESTRATOR) == [other]

    store.delete_flavor(ORCHESTRATOR, "mine")
    assert store.list_flavors() == [MINE]


def test_a_flavor_in_use_is_not_forgotten(store: ZenStore) -> None:
    store.create_flavor(MINE)
    store.create_component(replace(BUCKET, flavor="mine"))

    with pytest.raises(ConflictError) as refusal:
        store.delete_flavor(ARTIFACT_STORE, "mine")
    assert refusal.value.message == "the flavor 'mine' is used by the artifact store 'bucket'"


Change = Callable[[ZenStore], object]


@pytest.mark.parametrize(
    ("change", "message", "hint"),
    [
        (lambda store: store.create_stack(PROD), "a stack named 'prod' exists already", "choose another name"),
        (
            lambda store: store.create_component(replace(HERE, uuid="other")),
            "an orchestrator named 'here' exists already",
            "choose another name",
        ),
        (
            lambda store: store.update_stack(StackRecord("prd", {})),
            "there is no stack named 'prd'",
            "did you mean 'prod'?",
        ),
        (lambda store: store.delete_stack("xyz"), "there is no stack named 'xyz'", "known: prod"),
        (
            lambda store: store.update_component(replace(BUCKET, name="buckets")),
            "there is no artifact store named 'buckets'",
            "did you mean 'bucket'?",
        ),
        (
            lambda store: store.delete_component(ORCHESTRATOR, "bucket"),
            "there is no orchestrator named 'bucket'",
            "known: here",
        ),
        (
            lambda store: store.create_stack(StackRecord("new", {ORCHESTRATOR: "her"})),
            "there is no orchestrator named 'her'",
            "did you mean 'here'?",
        ),
        (
            lambda store: store.update_stack(StackRecord("prod", {StackComponentType.ALERTER: "here"})),
            "there is no alerter named 'here'",
            "",
        ),
        (
            lambda store: store.delete_flavor(ORCHESTRATOR, "mine"),
            "there is no orchestrator flavor named 'mine'",
            "",
        ),
    ],
)
def test_a_change_that_cannot_be_made_changes_nothing(
    filled: ZenStore, change: Change, message: str, hint: str, tmp_path: Path
) -> None:
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.yaml")}

    with pytest.raises(ZenMLError) as refusal:
        change(filled)

    assert (refusal.value.message, refusal.value.hint) == (message, hint)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.yaml")} == before


def test_a_taken_flavor_is_refused(store: ZenStore) -> None:
    store.create_flavor(MINE)

    with pytest.raises(ConflictError) as refusal:
        store.create_flavor(replace(MINE, source="other:Other"))
    assert refusal.value.message == "an artifact store flavor named 'mine' exists already"


def test_two_open_stores_see_each_others_changes(store: ZenStore, tmp_path: Path) -> None:
    other = open_store(Profile("other", store_url=f"file://{tmp_path}/store"))

    other.create_component(HERE)

    assert store.list_components() == [HERE]
