"""Check that components go together before a stack of them is stored."""

from __future__ import annotations

import logging
from collections.abc import Set

from zenml.enums import StackComponentType
from zenml.errors import ConfigurationError, NotFoundError, SecretUnavailableError, StackValidationError
from zenml.models.records import StackRecord, StackSnapshot
from zenml.repository.context import Context
from zenml.repository.reading import get_component
from zenml.sources import put_on_path
from zenml.stack.assembly import assemble_stack, build_component
from zenml.stack.stack import Stack

logger = logging.getLogger(__name__)


def check_stack(context: Context, stack: StackRecord, changed: Set[StackComponentType] | None = None) -> None:
    """Check a stack that is to be stored.

    What only a secret could tell, which may be registered later, is not checked; that is warned about.

    Args:
        context: where the caller stands.
        stack: as it shall be.
        changed: the kinds that a stored stack gets anew. The others need not be usable on this machine, but then the
            stack cannot be checked as a whole, which is warned about.

    Raises:
        NotFoundError: there is no such component, or its flavor's package is not installed.
        ConfigurationError: a component's stored values are not valid.
        StackValidationError: a required kind is missing, or the components do not go together.
    """
    records = {kind: get_component(context, kind, name) for kind, name in stack.components.items()}
    put_on_path(context.source_root)
    flavors = tuple(context.store.list_flavors())
    for kind in changed or ():
        build_component(records[kind], flavors)
    try:
        live = assemble_stack(StackSnapshot(stack.name, records, flavors))
    except StackValidationError:
        raise
    except (ConfigurationError, NotFoundError) as error:
        if changed is None:
            raise
        logger.warning("The stack %r cannot be checked as a whole: %s", stack.name, error)
    else:
        validate_as_far_as_known(live)


def validate_as_far_as_known(stack: Stack) -> None:
    """Check that the components of a live stack go together; what only a secret could tell is warned about.

    Raises:
        StackValidationError: they do not.
    """
    try:
        stack.validate()
    except SecretUnavailableError as error:
        logger.warning("The stack %r could not be checked in full: %s", stack.name, error)
