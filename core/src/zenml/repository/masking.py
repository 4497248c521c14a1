"""Show configuration without what is secret in it; imports a flavor's class only where there is something to hide."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, cast

from zenml.enums import StackComponentType
from zenml.errors import ZenMLError
from zenml.models.records import ComponentRecord, FlavorRecord, refers_to_secret
from zenml.redaction import MASK
from zenml.repository.context import Context
from zenml.sources import load, put_on_path

if TYPE_CHECKING:
    from zenml.components import StackComponent

_SOUNDS_SECRET = re.compile(r"passw|passphrase|secret|token|credential|(api|access|private)_?key", re.IGNORECASE)


def masked_configuration(context: Context, component: ComponentRecord) -> dict[str, object]:
    """Return what was configured, with ``***`` for each value that is secret; see ``masked_configurations``."""
    return masked_configurations(context, [component])[0]


def masked_configurations(context: Context, components: Sequence[ComponentRecord]) -> list[dict[str, object]]:
    """Return what was configured in each component, with ``***`` for each value that is secret.

    Only the flavor's class knows its secret fields. Where it cannot be imported, whatever refers to a secret, or
    sounds like one, is masked instead. The store is asked once for all components of a kind, whatever their number.
    """
    if not any(component.configuration for component in components):
        return [{} for _ in components]
    put_on_path(context.source_root)
    local_flavors = cache(lambda kind: tuple(context.store.list_flavors(kind)))
    return [_masked(component, local_flavors) for component in components]


def _masked(
    component: ComponentRecord, local_flavors: Callable[[StackComponentType], tuple[FlavorRecord, ...]]
) -> dict[str, object]:
    if not component.configuration:
        return {}
    secret = _secret_fields(component.type, component.flavor, component.package, local_flavors(component.type))
    return {
        name: MASK if (_may_be_secret(name, value) if secret is None else name in secret) else value
        for name, value in component.configuration.items()
    }


def _may_be_secret(name: str, value: object) -> bool:
    """Say whether to hide a value of a flavor that nobody here can ask; better one too many than one too few."""
    return refers_to_secret(value) or _SOUNDS_SECRET.search(name) is not None


@cache
def _secret_fields(
    kind: StackComponentType, flavor: str, package: str, local: tuple[FlavorRecord, ...]
) -> frozenset[str] | None:
    """Return the names of the secret fields of a flavor, ``None`` where nobody can tell."""
    find = cast("Callable[..., type[StackComponent]]", load("zenml.stack.classes:component_class"))
    names = cast("Callable[[type[StackComponent]], frozenset[str]]", load("zenml.given_values:secret_fields"))
    try:
        return names(find(kind, flavor, local, package))
    except ZenMLError:
        return None
