"""Read the stacks and components of a repository from before 0.7, and return them as the files of a store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from zenml.documents import Document
from zenml.enums import StackComponentType
from zenml.errors import ConfigurationError
from zenml.fields import Fields
from zenml.models.records import ComponentRecord, StackRecord
from zenml.names import NAME_PATTERN
from zenml.zen_stores.yaml_layout import component_document, component_file, stack_document, stack_file

_IDENTITY = ("name", "uuid")
_SUFFIX = ".yaml"


def legacy_files(folder: Path) -> dict[str, Document]:
    """Return what the files of a store in the same ``.zen`` folder shall hold; nothing is written.

    Raises:
        ConfigurationError: a name is not legal any more, a file is missing, damaged or nobody's, or a stack names a
            component that is not there; file and line are named.
    """
    fields = Fields.read(folder / "config.yaml")
    flavors = _flavors(fields)
    components = [_component(folder, fields, kind, name) for kind in flavors for name in flavors[kind].document]
    stacks = [_stack(fields.section("stacks"), name, flavors) for name in fields.section("stacks").document]
    _refuse_strangers(folder, flavors)
    return {
        **{component_file(each.type, each.name): component_document(each) for each in components},
        **{stack_file(each.name): stack_document(each) for each in stacks},
    }


def _flavors(fields: Fields) -> dict[StackComponentType, Fields]:
    """Return for each kind the flavors of its components by their names."""
    section = fields.section("stack_components")
    return {section.component_type(word, word): section.section(word) for word in section.document}


def _component(folder: Path, fields: Fields, kind: StackComponentType, name: str) -> ComponentRecord:
    flavors = fields.section("stack_components").section(kind.value)
    _check_name(flavors, name, kind.words)
    flavor = flavors.text(name)
    try:
        stored = Fields.read(folder / component_file(kind, name))
    except FileNotFoundError:
        path = folder / component_file(kind, name)
        raise flavors.error(f"the {kind.words} {name!r} has no file {path}", name, hint=_RESTORE) from None
    if stored.optional_text("name", name) != name:
        raise stored.error(
            f"'name' is {stored.document['name']!r}, but the file is called {stored.path.name!r}", "name"
        )
    configuration = {key: value for key, value in stored.document.items() if key not in _IDENTITY}
    return ComponentRecord(kind, name, flavor, stored.text("uuid"), configuration)


def _stack(stacks: Fields, name: str, flavors: dict[StackComponentType, Fields]) -> StackRecord:
    _check_name(stacks, name, "stack")
    section = stacks.section(name)
    named = {word: section.optional_text(word) for word in section.document}
    components = {section.component_type(word, word): component for word, component in named.items() if component}
    for kind, component in components.items():
        if kind not in flavors or component not in flavors[kind].document:
            problem = f"stack {name!r} names the {kind.words} {component!r}, which does not exist"
            raise section.error(problem, kind.value, hint=_RESTORE)
    return StackRecord(name, components)


def _refuse_strangers(folder: Path, flavors: dict[StackComponentType, Fields]) -> None:
    """Refuse a file of no component: in the new store it could not be read, and it may be worth keeping."""
    for kind in StackComponentType:
        known = flavors[kind].document if kind in flavors else {}
        for path in _files_in(folder / kind.plural):
            if path.name.removesuffix(_SUFFIX) not in known:
                raise ConfigurationError(
                    f"{path} belongs to no {kind.words} of {folder / 'config.yaml'}", hint="move it somewhere else"
                )
    for path in _files_in(folder / "stacks"):
        raise ConfigurationError(f"{path} is in the place of the new store", hint="move it somewhere else")


def _files_in(folder: Path) -> Iterator[Path]:
    names: Iterable[Path] = sorted(folder.iterdir()) if folder.is_dir() else ()
    return (path for path in names if path.name.endswith(_SUFFIX) and not path.name.startswith("."))


def _check_name(fields: Fields, name: str, what: str) -> None:
    if not NAME_PATTERN.fullmatch(name):
        raise fields.error(f"{name!r} is not a valid {what} name", name, hint=_RENAME)


_RESTORE = "nothing was changed; restore it, or take it out of the file"
_RENAME = (
    "nothing was changed; rename it there: 1 to 127 letters, digits, spaces, '.', '_' or '-', beginning with a "
    "letter or digit"
)
