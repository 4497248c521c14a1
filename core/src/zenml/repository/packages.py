"""Remember which package brings the flavor of a component, for those who lack it: another machine, a later day.

A module of its own, since it reads TOML, which listing flavors should not pay for.
"""

from __future__ import annotations

from dataclasses import replace

from zenml.flavors.known import package_for
from zenml.models.records import ComponentRecord
from zenml.repository.context import Context
from zenml.repository.flavors import get_flavor


def with_package(context: Context, component: ComponentRecord) -> ComponentRecord:
    """Return a component's record with the package that brings its flavor, unless every core knows that.

    Raises:
        NotFoundError, ConflictError, ConfigurationError: the flavor cannot be used, see ``get_flavor``.
    """
    distribution = get_flavor(context, component.type, component.flavor).distribution
    is_known = distribution == package_for(component.type.value, component.flavor.rpartition("/")[2])
    return component if is_known else replace(component, package=distribution)
