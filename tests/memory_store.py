"""Be a profile's store in memory, so simple that it is right: what real ones are compared with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from zenml.enums import StackComponentType
from zenml.errors import ChangedMeanwhileError, ConflictError, NotFoundError, ZenMLError
from zenml.models.records import ComponentRecord, FlavorRecord, StackRecord
from zenml.names import check_name, clashing
from zenml.zen_stores.interface import ZenStore

Key = tuple[StackComponentType, str]
_R = TypeVar("_R")


@dataclass
class MemoryStore(ZenStore):
    """Remember records in three dictionaries; a change that is refused raises with an empty message."""

    stacks: dict[str, StackRecord] = field(default_factory=dict)
    components: dict[Key, ComponentRecord] = field(default_factory=dict)
    flavors: dict[Key, FlavorRecord] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return "memory:"

    def copy(self) -> MemoryStore:
        return MemoryStore(dict(self.stacks), dict(self.components), dict(self.flavors))

    def list_stacks(self) -> list[StackRecord]:
        return [self.stacks[name] for name in sorted(self.stacks)]

    def get_stack(self, name: str) -> StackRecord | None:
        return self.stacks.get(name)

    def create_stack(self, stack: StackRecord, new_components: Sequence[ComponentRecord] = ()) -> None:
        _refuse_taken(check_name(stack.name, "stack"), self.stacks)
        self._put(stack, new_components)

    def update_stack(
        self,
        stack: StackRecord,
        new_components: Sequence[ComponentRecord] = (),
        *,
        expected: StackRecord | None = None,
    ) -> None:
        _require(stack.name in self.stacks)
        _refuse_changed(expected and self.stacks[stack.name], expected)
        self._put(stack, new_components)

    def apply_stack(
        self,
        stack: StackRecord,
        components: Sequence[ComponentRecord] = (),
        *,
        expected: Sequence[ComponentRecord] | None = None,
    ) -> None:
        if expected is not None:
            present = [self.components.get((each.type, each.name)) for each in components]
            _refuse_changed([each for each in present if each], list(expected))
        known = [each for each in components if (each.type, each.name) in self.components]
        new = [each for each in components if each not in known]
        if stack.name not in self.stacks:
            _refuse_taken(check_name(stack.name, "stack"), self.stacks)
        self._put(stack, new)
        self.components.update({(each.type, each.name): each for each in known})

    def rename_stack(self, old: str, new: str) -> None:
        _require(old in self.stacks)
        _refuse_taken(check_name(new, "stack"), self.stacks)
        self.stacks[new] = replace(self.stacks.pop(old), name=new)

    def delete_stack(self, name: str) -> None:
        _require(name in self.stacks)
        del self.stacks[name]

    def list_components(self, component_type: StackComponentType | None = None) -> list[ComponentRecord]:
        return _listed(self.components, component_type)

    def get_component(self, component_type: StackComponentType, name: str) -> ComponentRecord | None:
        return self.components.get((component_type, name))

    def create_component(self, component: ComponentRecord) -> None:
        self._add([component])

    def update_component(self, component: ComponentRecord, *, expected: ComponentRecord | None = None) -> None:
        _require((component.type, component.name) in self.components)
        _refuse_changed(expected and self.components[component.type, component.name], expected)
        self.components[component.type, component.name] = component

    def rename_component(self, component_type: StackComponentType, old: str, new: str) -> None:
        _require((component_type, old) in self.components)
        _refuse_taken(check_name(new, "component"), self._names(component_type))
        self.components[component_type, new] = replace(self.components.pop((component_type, old)), name=new)
        for stack in self.list_stacks():
            if stack.components.get(component_type) == old:
                self.stacks[stack.name] = replace(stack, components={**stack.components, component_type: new})

    def delete_component(self, component_type: StackComponentType, name: str) -> None:
        _require((component_type, name) in self.components)
        _refuse_used(stack.components.get(component_type) == name for stack in self.stacks.values())
        del self.components[component_type, name]

    def list_flavors(self, component_type: StackComponentType | None = None) -> list[FlavorRecord]:
        return _listed(self.flavors, component_type)

    def create_flavor(self, flavor: FlavorRecord) -> None:
        taken = [name for kind, name in self.flavors if kind is flavor.type]
        _refuse_taken(check_name(flavor.name, "flavor"), taken)
        self.flavors[flavor.type, flavor.name] = flavor

    def delete_flavor(self, component_type: StackComponentType, name: str) -> None:
        _require((component_type, name) in self.flavors)
        _refuse_used(component.flavor == name for component in self.list_components(component_type))
        del self.flavors[component_type, name]

    def _put(self, stack: StackRecord, new: Sequence[ComponentRecord]) -> None:
        """Add components and put a stack in its place, or do nothing at all."""
        before = dict(self.components)
        try:
            self._add(new)
            _require(all(key in self.components for key in stack.components.items()))
        except ZenMLError:
            self.components = before
            raise
        self.stacks[stack.name] = stack

    def _add(self, new: Iterable[ComponentRecord]) -> None:
        for component in new:
            _refuse_taken(check_name(component.name, "component"), self._names(component.type))
            self.components[component.type, component.name] = component

    def _names(self, component_type: StackComponentType) -> list[str]:
        return [name for kind, name in self.components if kind is component_type]


def outcome_of(store: ZenStore, change: Callable[[ZenStore], object]) -> type[Exception] | None:
    """Make a change and return with which class of error the store refused it, ``None`` if it did not."""
    try:
        change(store)
    except ZenMLError as error:
        return type(error)
    return None


def _listed(records: Mapping[Key, _R], component_type: StackComponentType | None) -> list[_R]:
    return [records[key] for key in sorted(records) if component_type in (None, key[0])]


def _require(is_there: bool) -> None:
    if not is_there:
        raise NotFoundError("")


def _refuse_changed(present: object, expected: object) -> None:
    if present != expected:
        raise ChangedMeanwhileError("")


def _refuse_taken(name: str, known: Iterable[str]) -> None:
    if clashing(name, known) is not None:
        raise ConflictError("")


def _refuse_used(uses: Iterable[bool]) -> None:
    if any(uses):
        raise ConflictError("")
