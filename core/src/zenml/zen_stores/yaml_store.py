"""Keep a profile as YAML files made for git: one for each stack, component and flavor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from pathlib import Path
from typing import cast

from zenml.documents import Document
from zenml.enums import StackComponentType
from zenml.errors import ConflictError, NotFoundError
from zenml.fields import Fields
from zenml.models.records import ComponentRecord, FlavorRecord, StackRecord
from zenml.names import NAME_PATTERN, check_name, did_you_mean
from zenml.sources import load
from zenml.zen_stores.interface import ZenStore
from zenml.zen_stores.yaml_layout import (
    COMPONENT_KEYS,
    FLAVORS,
    STACK_KEYS,
    STACKS,
    Changes,
    component_document,
    component_file,
    component_from,
    flavor_document,
    flavor_file,
    flavor_from,
    stack_document,
    stack_file,
    stack_from,
)
from zenml.zen_stores.yaml_reading import check_store, read_file, read_folder

_WRITER = "zenml.zen_stores.yaml_writing:change_store"


class YamlZenStore(ZenStore):
    """Remember a profile in a folder.

    Raises:
        StoreUnreachableError: there is no store in it.
        ConfigurationError: a newer version of the product made it.
    """

    def __init__(self, root: Path, url: str) -> None:
        check_store(root)
        self._root = root
        self._url = url

    @property
    def url(self) -> str:
        return self._url

    def list_stacks(self) -> list[StackRecord]:
        return [stack_from(fields) for fields in read_folder(self._root, STACKS)]

    def get_stack(self, name: str) -> StackRecord | None:
        fields = self._read(name, stack_file(name))
        return None if fields is None else stack_from(fields)

    def create_stack(self, stack: StackRecord, new_components: Sequence[ComponentRecord] = ()) -> None:
        check_name(stack.name, "stack")

        def plan() -> Changes:
            self._refuse_existing("stack", stack.name, stack_file(stack.name))
            return self._plan_stack(stack, new_components)

        self._change(plan)

    def update_stack(self, stack: StackRecord, new_components: Sequence[ComponentRecord] = ()) -> None:
        def plan() -> Changes:
            self._require_stack(stack.name)
            return self._plan_stack(stack, new_components)

        self._change(plan)

    def delete_stack(self, name: str) -> None:
        def plan() -> Changes:
            self._require_stack(name)
            return {stack_file(name): None}

        self._change(plan)

    def list_components(self, component_type: StackComponentType | None = None) -> list[ComponentRecord]:
        kinds = [component_type] if component_type else sorted(StackComponentType, key=str)
        return [component_from(fields) for kind in kinds for fields in read_folder(self._root, kind.plural)]

    def get_component(self, component_type: StackComponentType, name: str) -> ComponentRecord | None:
        fields = self._read(name, component_file(component_type, name))
        return None if fields is None else component_from(fields)

    def create_component(self, component: ComponentRecord) -> None:
        self._change(lambda: self._plan_component(component))

    def update_component(self, component: ComponentRecord) -> None:
        def plan() -> Changes:
            self._require_component(component.type, component.name)
            name = component_file(component.type, component.name)
            return {name: self._with_unknown_keys(name, component_document(component), COMPONENT_KEYS)}

        self._change(plan)

    def delete_component(self, component_type: StackComponentType, name: str) -> None:
        def plan() -> Changes:
            self._require_component(component_type, name)
            users = [stack.name for stack in self.list_stacks() if stack.components.get(component_type) == name]
            _refuse_used(f"the {component_type.words} {name!r}", "stack", users)
            return {component_file(component_type, name): None}

        self._change(plan)

    def list_flavors(self, component_type: StackComponentType | None = None) -> list[FlavorRecord]:
        flavors = [flavor_from(fields) for fields in read_folder(self._root, FLAVORS)]
        return [flavor for flavor in flavors if component_type in (None, flavor.type)]

    def create_flavor(self, flavor: FlavorRecord) -> None:
        name = flavor_file(flavor.type, check_name(flavor.name, "flavor"))

        def plan() -> Changes:
            self._refuse_existing(f"{flavor.type.words} flavor", flavor.name, name)
            return {name: flavor_document(flavor)}

        self._change(plan)

    def delete_flavor(self, component_type: StackComponentType, name: str) -> None:
        def plan() -> Changes:
            known = [flavor.name for flavor in self.list_flavors(component_type)]
            if name not in known:
                raise _not_found(f"{component_type.words} flavor", name, known)
            components = self.list_components(component_type)
            users = [component.name for component in components if component.flavor == name]
            _refuse_used(f"the flavor {name!r}", component_type.words, users)
            return {flavor_file(component_type, name): None}

        self._change(plan)

    def _change(self, plan: Callable[[], Changes]) -> None:
        """Change files; the module that can is imported only now, since it costs more than a listing."""
        change_store = cast("Callable[[Path, Callable[[], Changes]], None]", load(_WRITER))
        change_store(self._root, plan)

    def _read(self, name: str, file: str) -> Fields | None:
        """Read the file of something called ``name``; what cannot be a name is not there."""
        fields = read_file(self._root, file) if NAME_PATTERN.fullmatch(name) else None
        if fields is None or _differs_in_case(fields.document.get("name"), name):
            return None
        return fields

    def _plan_stack(self, stack: StackRecord, new_components: Sequence[ComponentRecord]) -> Changes:
        """Return a stack's file after those of its new components, so that no reader misses one."""
        changes = dict[str, "Document | None"]()
        for component in new_components:
            changes.update(self._plan_component(component))
        for component_type, name in stack.components.items():
            if component_file(component_type, name) not in changes:
                self._require_component(component_type, name)
        file = stack_file(stack.name)
        return {**changes, file: self._with_unknown_keys(file, stack_document(stack), STACK_KEYS)}

    def _plan_component(self, component: ComponentRecord) -> Changes:
        file = component_file(component.type, check_name(component.name, component.type.words))
        self._refuse_existing(component.type.words, component.name, file)
        return {file: component_document(component)}

    def _with_unknown_keys(self, file: str, document: Document, known: Set[str]) -> Document:
        """Add what another version, or a user, wrote into the present file under keys that are not known."""
        present = read_file(self._root, file)
        unknown = {key: value for key, value in present.document.items() if key not in known} if present else {}
        return {**document, **unknown}

    def _require_stack(self, name: str) -> None:
        if self.get_stack(name) is None:
            raise _not_found("stack", name, (stack.name for stack in self.list_stacks()))

    def _require_component(self, component_type: StackComponentType, name: str) -> None:
        if self.get_component(component_type, name) is None:
            known = (component.name for component in self.list_components(component_type))
            raise _not_found(component_type.words, name, known)

    def _refuse_existing(self, what: str, name: str, file: str) -> None:
        if read_file(self._root, file) is not None:
            raise ConflictError(f"{_with_article(what)} named {name!r} exists already", hint="choose another name")


def _not_found(what: str, name: str, known: Iterable[str]) -> NotFoundError:
    return NotFoundError(f"there is no {what} named {name!r}", hint=did_you_mean(name, known))


def _refuse_used(subject: str, user: str, users: Sequence[str]) -> None:
    if users:
        names = ", ".join(repr(name) for name in users)
        verb = f"is used by the {user}" if len(users) == 1 else f"is used by the {user}s"
        raise ConflictError(f"{subject} {verb} {names}", hint="change or delete what uses it first")


def _differs_in_case(found: object, name: str) -> bool:
    """Say whether a file system that ignores case gave the file of another name."""
    return isinstance(found, str) and found != name and found.casefold() == name.casefold()


def _with_article(words: str) -> str:
    return f"an {words}" if words[0] in "aeiou" else f"a {words}"
