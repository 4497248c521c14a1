"""Write a stack down for others, without its secrets, and read what they wrote."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from zenml.documents import Document
from zenml.enums import StackComponentType
from zenml.errors import ConfigurationError
from zenml.fields import Fields
from zenml.models.records import ComponentRecord, FlavorRecord, secret_reference
from zenml.names import check_name
from zenml.redaction import MASK
from zenml.repository.context import Context
from zenml.repository.masking import masked_configuration
from zenml.repository.reading import snapshot
from zenml.stack.vault import is_in_vault

FORMAT_VERSION = 1


class DescribedComponent(NamedTuple):
    """Hold a component as a file describes it."""

    type: StackComponentType
    name: str
    flavor: str
    package: str
    configuration: Mapping[str, object]
    secrets: frozenset[str]
    """The fields that are secret; one whose value is ``***`` was left out by whoever wrote the file."""


class DescribedStack(NamedTuple):
    """Hold a stack as a file describes it."""

    name: str
    components: tuple[DescribedComponent, ...]
    flavors: tuple[FlavorRecord, ...]


def export_stack(context: Context, name: str | None = None) -> Document:
    """Return a stack, without a name the active one, as a document that says all but its literal secrets.

    Raises:
        NotFoundError: there is no such stack, or it names a component that is not there.
    """
    exported = snapshot(context, name)
    components = {
        kind.value: _component_document(context, exported.components[kind]) for kind in sorted(exported.components)
    }
    document: Document = {"version": FORMAT_VERSION, "stack": exported.name, "components": components}
    if exported.flavors:
        document["flavors"] = {
            f"{flavor.type}.{flavor.name}": {"source": flavor.source, "summary": flavor.summary}
            for flavor in exported.flavors
        }
    return document


def described_stack(file: Fields) -> DescribedStack:
    """Read a stack that ``export_stack`` wrote, or somebody by hand.

    Raises:
        ConfigurationError: something is missing or wrong, or a newer version of the product wrote it; names file and
            line.
    """
    file.check_version(FORMAT_VERSION, "the description of a stack")
    file.check_keys("version", "stack", "components", "flavors")
    components, flavors = file.section("components"), file.section("flavors")
    return DescribedStack(
        name=_legal_name(file, "stack", "stack"),
        components=tuple(_described(components, kind) for kind in components.document),
        flavors=tuple(_described_flavor(flavors, name) for name in flavors.document),
    )


def _component_document(context: Context, component: ComponentRecord) -> Document:
    """Return a component's document: a reference of the user's own stays readable, since it is no secret."""
    masked = masked_configuration(context, component)
    hidden = [name for name, value in masked.items() if value == MASK and value != component.configuration[name]]
    own = {name: value for name in hidden if _is_users_reference(value := component.configuration[name])}
    document: Document = {"name": component.name, "flavor": component.flavor}
    if component.package:
        document["package"] = component.package
    if masked:
        document["configuration"] = dict(sorted({**masked, **own}.items()))
    if hidden:
        document["secrets"] = sorted(hidden)
    return document


def _is_users_reference(value: object) -> bool:
    reference = secret_reference(value)
    return reference is not None and not is_in_vault(reference)


def _described(components: Fields, kind: str) -> DescribedComponent:
    component_type, part = components.component_type(kind, kind), components.section(kind)
    part.check_keys("name", "flavor", "package", "configuration", "secrets")
    return DescribedComponent(
        type=component_type,
        name=_legal_name(part, "name", component_type.words),
        flavor=part.text("flavor"),
        package=part.optional_text("package") or "",
        configuration=part.section("configuration").document,
        secrets=frozenset(part.texts("secrets")),
    )


def _described_flavor(flavors: Fields, qualified: str) -> FlavorRecord:
    kind, _, name = qualified.partition(".")
    part, component_type = flavors.section(qualified), flavors.component_type(kind, qualified)
    part.check_keys("source", "summary")
    return FlavorRecord(component_type, name, part.text("source"), part.optional_text("summary") or "")


def _legal_name(fields: Fields, key: str, what: str) -> str:
    name = fields.text(key)
    try:
        return check_name(name, what)
    except ConfigurationError as error:
        raise fields.error(error.message, key, hint=error.hint) from None
