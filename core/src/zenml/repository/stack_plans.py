"""Compare the stack that a file describes with what is registered."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

from zenml.errors import ConfigurationError, ConflictError, NotFoundError, ZenMLError
from zenml.models.records import ComponentRecord, FlavorRecord, StackRecord, refers_to_secret, secret_reference
from zenml.names import did_you_mean
from zenml.redaction import MASK
from zenml.repository.context import Context
from zenml.repository.exchange import DescribedComponent, DescribedStack
from zenml.repository.packages import with_package
from zenml.repository.sealing import has_same_settings
from zenml.sources import put_on_path
from zenml.stack.assembly import Recorded, build_component, record_of
from zenml.stack.classes import component_class, configurable_fields
from zenml.stack.validation import missing_kinds, validation_error
from zenml.stack.vault import has_literal, is_in_vault, vault_reference


@dataclass(frozen=True)
class PlannedComponent:
    """Say what becomes of one component of a described stack."""

    wanted: Recorded
    stored: ComponentRecord | None
    """As it is now, ``None`` if it is new."""
    is_changed: bool
    trouble: ZenMLError | None
    """What keeps its flavor from being used on this machine."""
    missing_secrets: tuple[str, ...]
    """The secret fields whose values nobody here knows."""


@dataclass(frozen=True)
class Plan:
    """Say what becomes of a profile when a described stack is put into it."""

    stack: StackRecord
    stored: StackRecord | None
    parts: tuple[PlannedComponent, ...]
    flavors: tuple[FlavorRecord, ...]
    """Those that the profile does not know yet."""
    shared_with: tuple[str, ...]
    """Other stacks that use a component which is changed."""

    @property
    def is_changed(self) -> bool:
        """Say whether there is anything to do."""
        return self.stack != self.stored or bool(self.flavors) or any(part.is_changed for part in self.parts)


def plan_stack(context: Context, described: DescribedStack) -> Plan:
    """Compare a described stack with what is registered; nothing is changed.

    Raises:
        ConfigurationError: a value is not valid for its flavor.
        StackValidationError: a component of a kind that every stack has is missing.
    """
    if missing := missing_kinds(described.name, {component.type for component in described.components}):
        raise validation_error(described.name, missing)
    put_on_path(context.source_root)
    flavors = _new_flavors(context, described.flavors)
    parts = tuple(_planned(context, component, flavors) for component in described.components)
    stack = StackRecord(described.name, {part.wanted.record.type: part.wanted.record.name for part in parts})
    changed = {(part.wanted.record.type, part.wanted.record.name) for part in parts if part.stored and part.is_changed}
    others = [
        other.name
        for other in context.store.list_stacks()
        if other.name != stack.name and changed & set(other.components.items())
    ]
    return Plan(stack, context.store.get_stack(described.name), parts, flavors, tuple(others))


def _new_flavors(context: Context, flavors: Sequence[FlavorRecord]) -> tuple[FlavorRecord, ...]:
    known = {(flavor.type, flavor.name): flavor for flavor in context.store.list_flavors()}
    for flavor in flavors:
        present = known.get((flavor.type, flavor.name))
        if present is not None and present.source != flavor.source:
            what = f"the {flavor.type.words} flavor {flavor.name!r}"
            raise ConflictError(f"{what} is registered as {present.source}, the file says {flavor.source}")
    return tuple(flavor for flavor in flavors if (flavor.type, flavor.name) not in known)


def _planned(context: Context, described: DescribedComponent, new_flavors: Sequence[FlavorRecord]) -> PlannedComponent:
    stored = context.store.get_component(described.type, described.name)
    record, missing_secrets = _as_described(described, stored)
    local = [*context.store.list_flavors(described.type), *new_flavors]
    trouble = _trouble(record, local)
    if not trouble:
        _refuse_unknown(described, stored, local)
    wanted = _sealed(record, described.secrets) if trouble else _checked(record, local)
    if not trouble and all(flavor.name != record.flavor for flavor in new_flavors):
        wanted = with_package(context, wanted)
    is_changed = stored is None or not has_same_settings(stored, wanted)
    return PlannedComponent(wanted, stored, is_changed, trouble, missing_secrets)


def _as_described(
    described: DescribedComponent, stored: ComponentRecord | None
) -> tuple[ComponentRecord, tuple[str, ...]]:
    """Return the component's record, literal secrets included, and the secret fields that nobody here knows.

    A secret that the file leaves out is what is stored; without that, it is one that has to be given again.
    """
    uuid = stored.uuid if stored else str(uuid4())
    left_out = [name for name in described.secrets if described.configuration.get(name) == MASK]
    present = stored.configuration if stored else {}
    references = {name: present.get(name, str(vault_reference(uuid, name))) for name in left_out}
    missing = {name for name in left_out if name not in present or _is_elsewhere(present[name], present)}
    record = ComponentRecord(
        type=described.type,
        name=described.name,
        flavor=described.flavor,
        uuid=uuid,
        configuration={**described.configuration, **references},
        package=described.package,
    )
    return record, tuple(sorted(missing))


def _is_elsewhere(value: object, configuration: Mapping[str, object]) -> bool:
    """Say whether a stored secret is in the vault of another machine, and not in this one's."""
    reference = secret_reference(value)
    return bool(reference and is_in_vault(reference) and not has_literal(reference, configuration))


def _trouble(record: ComponentRecord, local: Sequence[FlavorRecord]) -> ZenMLError | None:
    """Return what keeps the flavor from being used on this machine."""
    try:
        component_class(record.type, record.flavor, local, record.package)
    except (ConfigurationError, NotFoundError) as error:
        return error
    return None


def _refuse_unknown(
    described: DescribedComponent, stored: ComponentRecord | None, local: Sequence[FlavorRecord]
) -> None:
    """Refuse settings that the flavor does not have, unless they are stored already: another version wrote them."""
    flavor_class = component_class(described.type, described.flavor, local, described.package)
    known = configurable_fields(flavor_class).keys() | (stored.configuration.keys() if stored else set())
    for parameter in described.configuration:
        if parameter not in known:
            subject = f"the {described.type.words} {described.name!r}"
            problem = f"{subject} has no parameter {parameter!r}: flavor {described.flavor!r} does not know it"
            raise ConfigurationError(problem, hint=did_you_mean(parameter, known))


def _checked(record: ComponentRecord, local: Sequence[FlavorRecord]) -> Recorded:
    """Return the component as it is to be stored, its values checked and all its literal secrets apart."""
    return record_of(build_component(record, local), stored=record)


def _sealed(record: ComponentRecord, secrets: Collection[str]) -> Recorded:
    """Return the component as it is to be stored when only the file knows which of its fields are secret."""
    given = {name: value for name, value in record.configuration.items() if name in secrets}
    literals = {name: str(value) for name, value in given.items() if not refers_to_secret(value)}
    references = {name: vault_reference(record.uuid, name) for name in literals}
    configuration = {**record.configuration, **{name: str(reference) for name, reference in references.items()}}
    by_reference = {references[name]: literal for name, literal in literals.items()}
    return Recorded(replace(record, configuration=configuration), by_reference)
