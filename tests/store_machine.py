"""Drive several stores at once through all their verbs, and compare each with one in memory.

Whoever tests a store subclasses the machine and says how one is made and opened::

    class YamlMachine(StoreMachine):
        def make_store(self, number: int) -> Callable[[], ZenStore]:
            root = self.folder / str(number)
            initialize_store(root, {})
            return lambda: open_store(Profile("test", store_url=str(root)))


    def test_a_store_does_what_one_in_memory_does() -> None:
        run_state_machine_as_test(YamlMachine, settings=settings(max_examples=20, stateful_step_count=50))
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from memory_store import MemoryStore, outcome_of
from store_contract import state_of

from zenml.enums import StackComponentType
from zenml.models.records import ComponentRecord, FlavorRecord, StackRecord
from zenml.zen_stores.interface import ZenStore

STORES = 2
KINDS = st.sampled_from(
    [StackComponentType.ORCHESTRATOR, StackComponentType.ARTIFACT_STORE, StackComponentType.CONTAINER_REGISTRY]
)
# Few, so that they meet; the second ones are refused, or refused beside another.
NAMES = st.sampled_from(["a", "b", "my c", "1e3", "null"]) | st.sampled_from(["x.y", "A", "a.", "B ", "", "a/b", ".a"])
SETTINGS = st.dictionaries(
    st.sampled_from(["path", "yes", "port", "client kwargs", "1"]),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=6),
        lambda children: st.lists(children, max_size=2) | st.dictionaries(st.text(max_size=3), children, max_size=2),
        max_leaves=4,
    ),
    max_size=2,
)
COMPONENTS = st.builds(
    ComponentRecord,
    type=KINDS,
    name=NAMES,
    flavor=st.sampled_from(["local", "mine"]),
    uuid=st.uuids().map(str),
    configuration=SETTINGS,
    package=st.sampled_from(["", "zenml-acme"]),
)
STACKS = st.builds(StackRecord, name=NAMES, components=st.dictionaries(KINDS, NAMES, max_size=3))
FLAVORS = st.builds(
    FlavorRecord,
    type=KINDS,
    name=st.sampled_from(["mine", "yours"]),
    source=st.just("m:C"),
    summary=st.text(max_size=4),
)
FIRST_COMPONENTS = [
    ComponentRecord(kind, name, "local", "u")
    for kind in (StackComponentType.ORCHESTRATOR, StackComponentType.ARTIFACT_STORE)
    for name in ("a", "b")
]
FIRST_STACK = StackRecord("a", {StackComponentType.ORCHESTRATOR: "a", StackComponentType.ARTIFACT_STORE: "b"})
INDEXES = st.integers(0, STORES - 1)
NTHS = st.none() | st.integers(0, 5)
"""Which of those that are there is meant instead of what may not be there."""


class StoreMachine(RuleBasedStateMachine):
    """Make random changes, in any of several stores, and see that each is like its model and apart from the others."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self._open = [self.make_store(number) for number in range(STORES)]
        self._opened_before = [open_store() for open_store in self._open]
        self._models = [MemoryStore() for _ in range(STORES)]
        for store in (*self._opened_before, *self._models):
            store.create_stack(FIRST_STACK, FIRST_COMPONENTS)

    def make_store(self, number: int) -> Callable[[], ZenStore]:
        """Make an empty store and return what opens it."""
        raise NotImplementedError

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    @rule(index=INDEXES, component=COMPONENTS)
    def create_component(self, index: int, component: ComponentRecord) -> None:
        self._change(index, "create_component", lambda store: store.create_component(component))

    @rule(index=INDEXES, component=COMPONENTS, nth=NTHS)
    def update_component(self, index: int, component: ComponentRecord, nth: int | None) -> None:
        component = replace(component, name=self._component(index, component.type, component.name, nth))
        self._change(index, "update_component", lambda store: store.update_component(component))

    @rule(index=INDEXES, kind=KINDS, old=NAMES, nth=NTHS, new=NAMES)
    def rename_component(self, index: int, kind: StackComponentType, old: str, nth: int | None, new: str) -> None:
        old = self._component(index, kind, old, nth)
        self._change(index, "rename_component", lambda store: store.rename_component(kind, old, new))

    @rule(index=INDEXES, kind=KINDS, name=NAMES, nth=NTHS)
    def delete_component(self, index: int, kind: StackComponentType, name: str, nth: int | None) -> None:
        name = self._component(index, kind, name, nth)
        self._change(index, "delete_component", lambda store: store.delete_component(kind, name))

    @rule(index=INDEXES, stack=STACKS, new=st.lists(COMPONENTS, max_size=2), nth=NTHS)
    def create_stack(self, index: int, stack: StackRecord, new: list[ComponentRecord], nth: int | None) -> None:
        stack = self._naming(index, stack, new, nth)
        self._change(index, "create_stack", lambda store: store.create_stack(stack, new))

    @rule(index=INDEXES, stack=STACKS, new=st.lists(COMPONENTS, max_size=2), nth=NTHS)
    def update_stack(self, index: int, stack: StackRecord, new: list[ComponentRecord], nth: int | None) -> None:
        stack = replace(self._naming(index, stack, new, nth), name=self._stack(index, stack.name, nth))
        self._change(index, "update_stack", lambda store: store.update_stack(stack, new))

    @rule(index=INDEXES, stack=STACKS, components=st.lists(COMPONENTS, max_size=3), nth=NTHS)
    def apply_stack(self, index: int, stack: StackRecord, components: list[ComponentRecord], nth: int | None) -> None:
        stack = replace(self._naming(index, stack, components, nth), name=self._stack(index, stack.name, nth))
        self._change(index, "apply_stack", lambda store: store.apply_stack(stack, components))

    @rule(index=INDEXES, old=NAMES, nth=NTHS, new=NAMES)
    def rename_stack(self, index: int, old: str, nth: int | None, new: str) -> None:
        old = self._stack(index, old, nth)
        self._change(index, "rename_stack", lambda store: store.rename_stack(old, new))

    @rule(index=INDEXES, name=NAMES, nth=NTHS)
    def delete_stack(self, index: int, name: str, nth: int | None) -> None:
        name = self._stack(index, name, nth)
        self._change(index, "delete_stack", lambda store: store.delete_stack(name))

    @rule(index=INDEXES, flavor=FLAVORS)
    def create_flavor(self, index: int, flavor: FlavorRecord) -> None:
        self._change(index, "create_flavor", lambda store: store.create_flavor(flavor))

    @rule(index=INDEXES, kind=KINDS, name=st.sampled_from(["mine", "yours"]))
    def delete_flavor(self, index: int, kind: StackComponentType, name: str) -> None:
        self._change(index, "delete_flavor", lambda store: store.delete_flavor(kind, name))

    @rule(index=INDEXES, kind=KINDS, name=NAMES)
    def get(self, index: int, kind: StackComponentType, name: str) -> None:
        store, model = self._opened_before[index], self._models[index]
        assert store.get_component(kind, name) == model.get_component(kind, name)
        assert store.get_stack(name) == model.get_stack(name)
        assert store.list_components(kind) == model.list_components(kind)
        assert store.list_flavors(kind) == model.list_flavors(kind)

    @invariant()
    def each_store_is_like_its_model(self) -> None:
        for store, model in zip(self._opened_before, self._models, strict=True):
            assert state_of(store) == state_of(model)

    def _change(self, index: int, verb: str, change: Callable[[ZenStore], object]) -> None:
        """Make a change through a handle of its own, as another process would."""
        expected = outcome_of(self._models[index], change)
        assert outcome_of(self._open[index](), change) == expected
        event(f"{verb}: {expected.__name__ if expected else 'done'}")

    def _stack(self, index: int, name: str, nth: int | None) -> str:
        return _nth([stack.name for stack in self._models[index].list_stacks()], name, nth)

    def _component(self, index: int, kind: StackComponentType, name: str, nth: int | None) -> str:
        return _nth([each.name for each in self._models[index].list_components(kind)], name, nth)

    def _naming(
        self, index: int, stack: StackRecord, components: list[ComponentRecord], nth: int | None
    ) -> StackRecord:
        """Return a stack of the components that come with it, and of others that may be there."""
        others = {kind: self._component(index, kind, name, nth) for kind, name in stack.components.items()}
        return StackRecord(stack.name, {**others, **{each.type: each.name for each in components}})


def _nth(known: list[str], name: str, nth: int | None) -> str:
    """Return a name of what is there, or just ``name``."""
    return name if nth is None or not known else known[nth % len(known)]
