"""Make changes of a store that differ in how many files they touch, at random and yet again the same from one seed."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from memory_store import MemoryStore

from zenml.enums import StackComponentType
from zenml.models.records import ComponentRecord, FlavorRecord, StackRecord
from zenml.zen_stores.interface import ZenStore

ORCHESTRATOR = StackComponentType.ORCHESTRATOR
ARTIFACT_STORE = StackComponentType.ARTIFACT_STORE
KINDS = (ORCHESTRATOR, ARTIFACT_STORE)
_MOST = 12
"""Of components, so that a history does not only grow."""

Change = Callable[[ZenStore], object]


@dataclass
class RandomChanges:
    """Propose one change after the other, each of which can be made after those before it.

    ``model`` is the store as it is before the proposed change; whoever makes the change makes it there, too.
    """

    chance: random.Random
    model: MemoryStore
    prefix: str = ""
    """Begins all new names, for those who share a store."""
    _number: int = 0

    def next(self) -> Change:
        """Return a change that the store, being like the model, does not refuse."""
        proposals = [self._create, self._create_stack, self._update, self._update_stack, self._apply]
        proposals += [self._rename, self._rename_stack, self._forget_stack, self._forget, self._flavor]
        while True:
            change = self.chance.choice(proposals)()
            if change is not None:
                return change

    def _create(self) -> Change | None:
        component = self._new_component(self.chance.choice(KINDS))
        return None if len(self.model.components) > _MOST else lambda store: store.create_component(component)

    def _create_stack(self) -> Change | None:
        new = [self._new_component(kind) for kind in KINDS]
        stack = StackRecord(self._new_name(), {each.type: each.name for each in new})
        return None if len(self.model.components) > _MOST else lambda store: store.create_stack(stack, new)

    def _update(self) -> Change | None:
        present, settings = self._any_component(), self._settings()
        return (
            None if present is None else lambda store: store.update_component(replace(present, configuration=settings))
        )

    def _update_stack(self) -> Change | None:
        stack, new = self._any_stack(), self._new_component(ORCHESTRATOR)
        changed = None if stack is None else replace(stack, components={**stack.components, ORCHESTRATOR: new.name})
        return None if changed is None else lambda store: store.update_stack(changed, [new])

    def _apply(self) -> Change | None:
        present, new = self._any_component(ORCHESTRATOR), self._new_component(ARTIFACT_STORE)
        if present is None:
            return None
        parts = [replace(present, configuration=self._settings()), new]
        stack = self._any_stack() or StackRecord(self._new_name(), {})
        stack = replace(stack, components={each.type: each.name for each in parts})
        return lambda store: store.apply_stack(stack, parts)

    def _rename(self) -> Change | None:
        present, name = self._any_component(), self._new_name()
        return None if present is None else lambda store: store.rename_component(present.type, present.name, name)

    def _rename_stack(self) -> Change | None:
        stack, name = self._any_stack(), self._new_name()
        return None if stack is None else lambda store: store.rename_stack(stack.name, name)

    def _forget_stack(self) -> Change | None:
        stack = self._any_stack()
        return None if stack is None else lambda store: store.delete_stack(stack.name)

    def _forget(self) -> Change | None:
        used = {part for stack in self.model.list_stacks() for part in stack.components.items()}
        free = [each for each in self.model.list_components() if (each.type, each.name) not in used]
        present = self.chance.choice(free) if free else None
        return None if present is None else lambda store: store.delete_component(present.type, present.name)

    def _flavor(self) -> Change:
        flavors = self.model.list_flavors()
        if flavors:
            return lambda store: store.delete_flavor(flavors[0].type, flavors[0].name)
        flavor = FlavorRecord(ORCHESTRATOR, "mine", "mine:Mine")
        return lambda store: store.create_flavor(flavor)

    def _any_stack(self) -> StackRecord | None:
        stacks = self.model.list_stacks()
        return self.chance.choice(stacks) if stacks else None

    def _any_component(self, kind: StackComponentType | None = None) -> ComponentRecord | None:
        components = self.model.list_components(kind)
        return self.chance.choice(components) if components else None

    def _new_component(self, kind: StackComponentType) -> ComponentRecord:
        return ComponentRecord(kind, self._new_name(), "local", f"uuid-{self._number}", self._settings())

    def _new_name(self) -> str:
        self._number += 1
        return f"{self.prefix}{self._number}"

    def _settings(self) -> dict[str, object]:
        """Return what never is what it was, of very different sizes."""
        self._number += 1
        return {"path": f"/{self._number}", "notes": "x" * self.chance.choice([0, 10, 700, 3000])}
