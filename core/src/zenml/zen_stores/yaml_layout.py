"""Say which file of a YAML store holds what, and turn records into documents and back."""

from __future__ import annotations

from collections.abc import Mapping

from zenml.documents import Document
from zenml.enums import StackComponentType
from zenml.fields import Fields
from zenml.models.records import ComponentRecord, FlavorRecord, StackRecord
from zenml.names import NAME_PATTERN

FORMAT_VERSION = 1
STORE_FILE = "store.yaml"
STACKS = "stacks"
FLAVORS = "flavors"
STACK_KEYS = frozenset({"name", "components"})
COMPONENT_KEYS = frozenset({"type", "flavor", "package", "name", "uuid", "configuration"})
"""What this version writes into such a file; other keys are kept."""
FOLDERS = (STACKS, *sorted(component_type.plural for component_type in StackComponentType), FLAVORS)
"""Those of a store: what names others stands before what is named."""
SUFFIX = ".yaml"
"""Ends the name of every file, so that no file system drops a dot or space at the end of what it is named for."""

Changes = Mapping[str, "Document | None"]
"""What files, by their path in the store, shall hold; ``None`` deletes one."""


def stack_file(name: str) -> str:
    """Return the path of a stack's file in its store."""
    return f"{STACKS}/{name}{SUFFIX}"


def component_file(component_type: StackComponentType, name: str) -> str:
    """Return the path of a component's file in its store."""
    return f"{component_type.plural}/{name}{SUFFIX}"


def flavor_file(component_type: StackComponentType, name: str) -> str:
    """Return the path of a flavor's file in its store."""
    return f"{FLAVORS}/{component_type}.{name}{SUFFIX}"


def is_file_of_store(path: str) -> bool:
    """Say whether a path is one that this version may give to a file of a store."""
    folder, _, name = path.rpartition("/")
    stem = name.removesuffix(SUFFIX)
    if folder == FLAVORS:
        stem = stem.partition(".")[2]
    is_named = name.endswith(SUFFIX) and NAME_PATTERN.fullmatch(stem) is not None
    return path == STORE_FILE or (folder in FOLDERS and is_named)


def stack_document(stack: StackRecord) -> Document:
    """Return a stack as its file holds it."""
    components = {component_type.value: name for component_type, name in stack.components.items()}
    return {"name": stack.name, "components": dict(sorted(components.items()))}


def component_document(component: ComponentRecord) -> Document:
    """Return a component as its file holds it."""
    document: Document = {
        "type": component.type.value,
        "flavor": component.flavor,
        "package": component.package,
        "name": component.name,
        "uuid": component.uuid,
    }
    if not component.package:
        del document["package"]
    if component.configuration:
        document["configuration"] = dict(sorted(component.configuration.items()))
    return document


def flavor_document(flavor: FlavorRecord) -> Document:
    """Return a flavor as its file holds it."""
    document: Document = {"type": flavor.type.value, "name": flavor.name, "source": flavor.source}
    if flavor.summary:
        document["summary"] = flavor.summary
    return document


def stack_from(file: str, fields: Fields) -> StackRecord:
    """Return the stack that a file holds; ``fields`` may have been read elsewhere, as in the journal.

    Raises:
        ConfigurationError: a value is missing or wrong, naming file and line.
    """
    section = fields.section("components")
    components = {section.component_type(kind, kind): section.text(kind) for kind in section.document}
    return StackRecord(_name(fields, _stem(file)), components)


def component_from(file: str, fields: Fields) -> ComponentRecord:
    """Return the component that a file holds.

    Raises:
        ConfigurationError: a value is missing or wrong, naming file and line.
    """
    component_type = fields.component_type(fields.text("type"), "type")
    folder, _, _ = file.partition("/")
    if component_type.plural != folder:
        raise fields.error(f"'type' is {component_type.value!r}, but the folder is {folder!r}", "type")
    return ComponentRecord(
        type=component_type,
        name=_name(fields, _stem(file)),
        flavor=fields.text("flavor"),
        uuid=fields.text("uuid"),
        configuration=fields.section("configuration").document,
        package=fields.optional_text("package") or "",
    )


def flavor_from(file: str, fields: Fields) -> FlavorRecord:
    """Return the flavor that a file holds.

    Raises:
        ConfigurationError: a value is missing or wrong, naming file and line.
    """
    component_type = fields.component_type(fields.text("type"), "type")
    name = _name(fields, _stem(file).removeprefix(f"{component_type}."))
    return FlavorRecord(component_type, name, fields.text("source"), fields.optional_text("summary") or "")


def check_content(file: str, fields: Fields) -> None:
    """Check that what a file shall hold is what a file of its name may hold.

    Raises:
        ConfigurationError: a value is missing or wrong, naming the place where it was read.
    """
    folder, _, _ = file.rpartition("/")
    if file == STORE_FILE:
        fields.check_version(FORMAT_VERSION, "the store")
    elif folder == STACKS:
        stack_from(file, fields)
    elif folder == FLAVORS:
        flavor_from(file, fields)
    else:
        component_from(file, fields)


def _stem(file: str) -> str:
    return file.rpartition("/")[2].removesuffix(SUFFIX)


def _name(fields: Fields, expected: str) -> str:
    """Return the name in a file, which must be that of the file: a copy that kept its name would be lost."""
    name = fields.text("name")
    if name != expected:
        raise fields.error(f"'name' is {name!r:.80}, but the file is called '{expected}{SUFFIX}'", "name")
    return name
