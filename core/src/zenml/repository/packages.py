"""Remember which package brings the flavor of a component, for those who lack it: another machine, a later day.

A module of its own, since it reads TOML, which listing flavors should not pay for.
"""

from __future__ import annotations

from dataclasses import replace

from zenml.flavors.known import package_for
from zenml.repository.context import Context
from zenml.repository.flavors import get_flavor
from zenml.stack.assembly import Recorded


def with_package(context: Context, component: Recorded) -> Recorded:
    """Return a component with the package that brings its flavor in its record, unless every core knows that.

    Raises:
        NotFoundError, ConflictError, ConfigurationError: the flavor cannot be used, see ``get_flavor``.
    """
    record = component.record
    distribution = get_flavor(context, record.type, record.flavor, record.package).distribution
    is_known = distribution == package_for(record.type.value, record.flavor.rpartition("/")[2])
    return component if is_known else component._replace(record=replace(record, package=distribution))
