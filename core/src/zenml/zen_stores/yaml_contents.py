"""Say what a YAML store holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from zenml.enums import StackComponentType
from zenml.fields import Fields
from zenml.models.records import ComponentRecord, FlavorRecord, StackRecord
from zenml.names import NAME_PATTERN
from zenml.zen_stores.yaml_layout import (
    FLAVORS,
    STACKS,
    SUFFIX,
    component_file,
    component_from,
    flavor_from,
    stack_file,
    stack_from,
)
from zenml.zen_stores.yaml_reading import files_in, last_changes, read_file, read_folder

_T = TypeVar("_T")

_ATTEMPTS = 3
"""Of reading several files while nobody changes one: so many readers bear, and a busy store still answers."""


class YamlContents:
    """Read records from a folder, as ``ZenStore`` does; takes no lock and writes nothing."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def stacks(self) -> list[StackRecord]:
        return self._undisturbed([STACKS], lambda: [stack_from(*each) for each in read_folder(self.root, STACKS)])

    def stack(self, name: str) -> StackRecord | None:
        fields = self._file_of(name, stack_file(name))
        return None if fields is None else stack_from(stack_file(name), fields)

    def components(self, component_type: StackComponentType | None = None) -> list[ComponentRecord]:
        kinds = [component_type] if component_type else sorted(StackComponentType, key=str)
        folders = [kind.plural for kind in kinds]
        return self._undisturbed(
            folders, lambda: [component_from(*each) for folder in folders for each in read_folder(self.root, folder)]
        )

    def component(self, component_type: StackComponentType, name: str) -> ComponentRecord | None:
        fields = self._file_of(name, component_file(component_type, name))
        return None if fields is None else component_from(component_file(component_type, name), fields)

    def flavors(self, component_type: StackComponentType | None = None) -> list[FlavorRecord]:
        flavors = self._undisturbed([FLAVORS], lambda: [flavor_from(*each) for each in read_folder(self.root, FLAVORS)])
        return [flavor for flavor in flavors if component_type in (None, flavor.type)]

    def file(self, file: str) -> Fields | None:
        """Return what a file of the store holds, ``None`` if it is not there."""
        return read_file(self.root, file)

    def names(self, folder: str) -> list[str]:
        """Return the names that are taken by files in a folder, whatever these hold; see it under the store's lock."""
        return [file.removesuffix(SUFFIX) for file in files_in(self.root / folder)]

    def _file_of(self, name: str, file: str) -> Fields | None:
        """Read the file of something called ``name``; what cannot be a name is not there."""
        fields = self.file(file) if NAME_PATTERN.fullmatch(name) else None
        if fields is None or _differs_in_case(fields.document.get("name"), name):
            return None
        return fields

    def _undisturbed(self, folders: Sequence[str], read: Callable[[], _T]) -> _T:
        """Read several files at one moment: again if somebody changed one of them meanwhile."""
        for _ in range(_ATTEMPTS):
            before = last_changes(self.root, folders)
            found = read()
            if last_changes(self.root, folders) == before:
                break
        return found


def _differs_in_case(found: object, name: str) -> bool:
    """Say whether a file system that ignores case gave the file of another name."""
    return isinstance(found, str) and found != name and found.casefold() == name.casefold()
