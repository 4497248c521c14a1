"""Show configuration without what is secret in it; imports a flavor's class only where there is something to hide."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, cast

from zenml.enums import StackComponentType
from zenml.errors import ZenMLError
from zenml.models.records import ComponentRecord, FlavorRecord, refers_to_secret
from zenml.repository.context import Context
from zenml.sources import load, put_on_path

if TYPE_CHECKING:
    from zenml.components import StackComponent

MASK = "***"


def masked_configuration(context: Context, component: ComponentRecord) -> dict[str, object]:
    """Return what was configured, with ``***`` for each value that is secret.

    Only the flavor's class knows its secret fields. Where it cannot be imported, whatever refers to a secret
    is masked instead.
    """
    if not component.configuration:
        return {}
    put_on_path(context.source_root)
    secret = _secret_fields(component.type, component.flavor, tuple(context.store.list_flavors(component.type)))
    return {
        name: MASK if (refers_to_secret(value) if secret is None else name in secret) else value
        for name, value in component.configuration.items()
    }


@cache
def _secret_fields(kind: StackComponentType, flavor: str, local: tuple[FlavorRecord, ...]) -> frozenset[str] | None:
    """Return the names of the secret fields of a flavor, ``None`` where nobody can tell."""
    find = cast("Callable[..., type[StackComponent]]", load("zenml.stack.classes:component_class"))
    names = cast("Callable[[type[StackComponent]], frozenset[str]]", load("zenml.given_values:secret_fields"))
    try:
        return names(find(kind, flavor, local))
    except ZenMLError:
        return None
