"""Keep a profile as YAML files made for git: one for each stack, component and flavor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import cast

from zenml.enums import StackComponentType
from zenml.models.records import ComponentRecord, FlavorRecord, StackRecord
from zenml.sources import load
from zenml.zen_stores import yaml_plans as plans
from zenml.zen_stores.interface import ZenStore
from zenml.zen_stores.yaml_contents import YamlContents
from zenml.zen_stores.yaml_layout import Changes
from zenml.zen_stores.yaml_reading import check_store

_WRITER = "zenml.zen_stores.yaml_writing:change_store"


class YamlZenStore(ZenStore):
    """Remember a profile in a folder.

    Raises:
        StoreUnreachableError: there is no store in it.
        ConfigurationError: a newer version of the product made it.
    """

    def __init__(self, root: Path, url: str) -> None:
        check_store(root)
        self._contents = YamlContents(root)
        self._url = url

    @property
    def url(self) -> str:
        return self._url

    def list_stacks(self) -> list[StackRecord]:
        return self._contents.stacks()

    def get_stack(self, name: str) -> StackRecord | None:
        return self._contents.stack(name)

    def create_stack(self, stack: StackRecord, new_components: Sequence[ComponentRecord] = ()) -> None:
        self._change(lambda contents: plans.created_stack(contents, stack, new_components))

    def update_stack(
        self,
        stack: StackRecord,
        new_components: Sequence[ComponentRecord] = (),
        *,
        expected: StackRecord | None = None,
    ) -> None:
        self._change(lambda contents: plans.replaced_stack(contents, stack, new_components, expected))

    def apply_stack(
        self,
        stack: StackRecord,
        components: Sequence[ComponentRecord] = (),
        *,
        expected: Sequence[ComponentRecord] | None = None,
    ) -> None:
        self._change(lambda contents: plans.applied_stack(contents, stack, components, expected))

    def rename_stack(self, old: str, new: str) -> None:
        self._change(lambda contents: plans.renamed_stack(contents, old, new))

    def delete_stack(self, name: str) -> None:
        self._change(lambda contents: plans.forgotten_stack(contents, name))

    def list_components(self, component_type: StackComponentType | None = None) -> list[ComponentRecord]:
        return self._contents.components(component_type)

    def get_component(self, component_type: StackComponentType, name: str) -> ComponentRecord | None:
        return self._contents.component(component_type, name)

    def create_component(self, component: ComponentRecord) -> None:
        self._change(lambda contents: plans.created_component(contents, component))

    def update_component(self, component: ComponentRecord, *, expected: ComponentRecord | None = None) -> None:
        self._change(lambda contents: plans.replaced_component(contents, component, expected))

    def rename_component(self, component_type: StackComponentType, old: str, new: str) -> None:
        self._change(lambda contents: plans.renamed_component(contents, component_type, old, new))

    def delete_component(self, component_type: StackComponentType, name: str) -> None:
        self._change(lambda contents: plans.forgotten_component(contents, component_type, name))

    def list_flavors(self, component_type: StackComponentType | None = None) -> list[FlavorRecord]:
        return self._contents.flavors(component_type)

    def create_flavor(self, flavor: FlavorRecord) -> None:
        self._change(lambda contents: plans.created_flavor(contents, flavor))

    def delete_flavor(self, component_type: StackComponentType, name: str) -> None:
        self._change(lambda contents: plans.forgotten_flavor(contents, component_type, name))

    def _change(self, plan: Callable[[YamlContents], Changes]) -> None:
        """Change files; the module that can is imported only now, since it costs more than a listing."""
        change_store = cast("Callable[[Path, Callable[[], Changes]], None]", load(_WRITER))
        change_store(self._contents.root, lambda: plan(self._contents))
