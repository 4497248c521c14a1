"""Say what every profile's store does, wherever it keeps things: the tests of a store inherit from these classes.

::

    class TestYamlStore(StoreContract, StoreRefusals):
        @pytest.fixture
        def open_again(self, tmp_path: Path) -> Callable[[], ZenStore]:
            initialize_store(tmp_path / "store", {})
            return lambda: open_store(Profile("test", store_url=str(tmp_path / "store")))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from zenml.enums import StackComponentType
from zenml.models.records import ComponentRecord, FlavorRecord, StackRecord
from zenml.zen_stores.interface import ZenStore

ORCHESTRATOR = StackComponentType.ORCHESTRATOR
ARTIFACT_STORE = StackComponentType.ARTIFACT_STORE
HERE = ComponentRecord(ORCHESTRATOR, "here", "local", "6b6ea3d6-6c1c-4b0e-8a0e-0f4a8b9c1d2e")
BUCKET = ComponentRecord(
    ARTIFACT_STORE,
    "bucket",
    "s3",
    "0d9b2f7c-3c1a-4b57-9d0b-3b9c0a1d2e3f",
    {"path": "s3://b", "client_kwargs": {"a": [1, None, True, 1.5, "é"]}},
    "zenml-s3",
)
PROD = StackRecord("prod", {ORCHESTRATOR: "here", ARTIFACT_STORE: "bucket"})
MINE = FlavorRecord(ARTIFACT_STORE, "mine", "stores.mine:MyStore", "Artifacts on my shelf")
LEGAL_NAMES = ["a", "A 1._-", "x" * 127, "yes", "null", "1", "1.0", "2020-01-01", "1e3", "0x10", "no", "a.", "a "]
TEXTS = [
    "yes",
    "null",
    "1",
    "1.0",
    "~",
    "a: b",
    "- a",
    "&a",
    "*a",
    "#",
    "'",
    '"',
    "",
    " a ",
    "a\nb\n",
    "\t",
    "é\x85",
    "🙂",
]

State = tuple[list[StackRecord], list[ComponentRecord], list[FlavorRecord]]


def state_of(store: ZenStore) -> State:
    return store.list_stacks(), store.list_components(), store.list_flavors()


class StoreFixtures:
    """Give tests an empty store and one with a stack; who inherits says how one store is opened again."""

    @pytest.fixture
    def open_again(self) -> Callable[[], ZenStore]:
        raise NotImplementedError

    @pytest.fixture
    def store(self, open_again: Callable[[], ZenStore]) -> ZenStore:
        return open_again()

    @pytest.fixture
    def filled(self, store: ZenStore) -> ZenStore:
        store.create_component(HERE)
        store.create_component(BUCKET)
        store.create_stack(PROD)
        return store


class StoreContract(StoreFixtures):
    """What is done is there."""

    def test_a_new_store_is_empty(self, store: ZenStore) -> None:
        assert state_of(store) == ([], [], [])

    def test_what_is_created_is_there(self, filled: ZenStore) -> None:
        assert filled.list_stacks() == [PROD]
        assert filled.get_stack("prod") == PROD
        assert filled.list_components() == [BUCKET, HERE]
        assert filled.list_components(ORCHESTRATOR) == [HERE]
        assert filled.get_component(ARTIFACT_STORE, "bucket") == BUCKET

    @pytest.mark.parametrize("name", ["nobody", "Prod", "../stacks/prod", "/etc/passwd", "", "a\nb", "a\0b", "x" * 500])
    def test_what_was_never_created_is_not_there(self, filled: ZenStore, name: str) -> None:
        assert filled.get_stack(name) is None
        assert filled.get_component(ORCHESTRATOR, name) is None

    def test_names_are_listed_in_alphabetical_order(self, store: ZenStore) -> None:
        names = ["b", "a-b", "a", "a.b", "C", "a b", "a_b", "0"]
        for name in names:
            store.create_component(replace(HERE, name=name))
            store.create_stack(StackRecord(name, {ORCHESTRATOR: name}))

        assert [component.name for component in store.list_components()] == sorted(names)
        assert [stack.name for stack in store.list_stacks()] == sorted(names)

    def test_components_are_listed_by_kind(self, store: ZenStore) -> None:
        for kind in StackComponentType:
            store.create_component(replace(HERE, type=kind))

        assert [component.type for component in store.list_components()] == sorted(StackComponentType, key=str)

    @pytest.mark.parametrize("name", LEGAL_NAMES)
    def test_every_legal_name_can_be_stored_and_given(self, store: ZenStore, name: str) -> None:
        store.create_component(replace(HERE, name=name))
        store.create_stack(StackRecord(name, {ORCHESTRATOR: name}))
        assert store.get_stack(name) == StackRecord(name, {ORCHESTRATOR: name})

        store.rename_component(ORCHESTRATOR, name, "another")
        store.rename_stack(name, "another")
        store.rename_component(ORCHESTRATOR, "another", name)
        store.rename_stack("another", name)
        assert store.list_stacks() == [StackRecord(name, {ORCHESTRATOR: name})]
        assert store.list_components() == [replace(HERE, name=name)]

    @pytest.mark.parametrize("value", TEXTS)
    def test_texts_stay_as_they_are(self, store: ZenStore, value: str) -> None:
        component = replace(BUCKET, configuration={"path": value, "list": [value], "map": {value: value}})
        store.create_component(component)

        assert store.list_components() == [component]

    def test_a_stack_and_its_new_components_come_in_one_change(self, store: ZenStore) -> None:
        store.create_component(HERE)

        store.create_stack(PROD, [BUCKET])

        assert state_of(store) == ([PROD], [BUCKET, HERE], [])

    def test_a_stack_is_replaced(self, filled: ZenStore) -> None:
        new = replace(BUCKET, name="new")
        changed = StackRecord("prod", {ORCHESTRATOR: "here", ARTIFACT_STORE: "new"})

        filled.update_stack(changed, [new])

        assert state_of(filled) == ([changed], [BUCKET, new, HERE], [])

    def test_a_component_is_replaced(self, filled: ZenStore) -> None:
        changed = replace(BUCKET, configuration={"path": "s3://other"}, package="")

        filled.update_component(changed)

        assert state_of(filled) == ([PROD], [changed, HERE], [])

    def test_a_stack_is_forgotten_and_its_components_stay(self, filled: ZenStore) -> None:
        filled.delete_stack("prod")

        assert state_of(filled) == ([], [BUCKET, HERE], [])

    def test_a_component_is_forgotten_once_no_stack_uses_it(self, filled: ZenStore) -> None:
        filled.delete_stack("prod")
        filled.delete_component(ORCHESTRATOR, "here")

        assert state_of(filled) == ([], [BUCKET], [])

    def test_a_stack_gets_another_name(self, filled: ZenStore) -> None:
        filled.rename_stack("prod", "a new name")

        assert state_of(filled) == ([replace(PROD, name="a new name")], [BUCKET, HERE], [])
        assert filled.get_stack("prod") is None

    def test_a_component_gets_another_name_in_every_stack_that_names_it(self, filled: ZenStore) -> None:
        other = StackRecord("other", {ARTIFACT_STORE: "bucket"})
        apart = StackRecord("without", {ORCHESTRATOR: "bucket"})
        filled.create_stack(other)
        filled.create_stack(apart, [replace(HERE, name="bucket")])

        filled.rename_component(ARTIFACT_STORE, "bucket", "pail")

        stacks = [
            StackRecord("other", {ARTIFACT_STORE: "pail"}),
            StackRecord("prod", {ORCHESTRATOR: "here", ARTIFACT_STORE: "pail"}),
            apart,
        ]
        assert state_of(filled) == (stacks, [replace(BUCKET, name="pail"), replace(HERE, name="bucket"), HERE], [])

    def test_a_stack_is_applied_where_it_was_not(self, store: ZenStore) -> None:
        store.create_component(HERE)

        store.apply_stack(PROD, [BUCKET])

        assert state_of(store) == ([PROD], [BUCKET, HERE], [])

    def test_a_stack_is_applied_over_another_of_its_name(self, filled: ZenStore) -> None:
        changed = replace(BUCKET, configuration={"path": "s3://other"})
        there = replace(HERE, name="there")
        stack = StackRecord("prod", {ORCHESTRATOR: "there", ARTIFACT_STORE: "bucket"})

        filled.apply_stack(stack, [changed, there])
        assert state_of(filled) == ([stack], [changed, HERE, there], [])

        filled.apply_stack(stack, [changed, there])
        assert state_of(filled) == ([stack], [changed, HERE, there], [])

    def test_what_is_as_expected_is_changed(self, filled: ZenStore) -> None:
        changed, stack = replace(BUCKET, configuration={}), StackRecord("prod", {ORCHESTRATOR: "here"})

        filled.update_component(changed, expected=BUCKET)
        filled.update_stack(stack, expected=PROD)
        assert state_of(filled) == ([stack], [changed, HERE], [])

        there = replace(HERE, name="there")
        filled.apply_stack(PROD, [BUCKET, there], expected=[changed])
        assert state_of(filled) == ([PROD], [BUCKET, HERE, there], [])

    def test_flavors_are_created_listed_and_forgotten(self, store: ZenStore) -> None:
        other = FlavorRecord(ORCHESTRATOR, "mine", "mine:MyOrchestrator")
        store.create_flavor(other)
        store.create_flavor(MINE)
        assert store.list_flavors() == [MINE, other]
        assert store.list_flavors(ORCHESTRATOR) == [other]

        store.delete_flavor(ORCHESTRATOR, "mine")
        assert store.list_flavors() == [MINE]

    def test_who_opened_a_store_before_sees_what_others_change(
        self, store: ZenStore, open_again: Callable[[], ZenStore]
    ) -> None:
        other = open_again()

        other.create_component(HERE)
        assert store.list_components() == [HERE]

        store.rename_component(ORCHESTRATOR, "here", "there")
        assert other.get_component(ORCHESTRATOR, "here") is None
        assert other.get_component(ORCHESTRATOR, "there") == replace(HERE, name="there")
